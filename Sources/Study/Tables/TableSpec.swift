/// A table of results, as a value: what stands in its columns. Its rows are the grid's backbones.
public struct TableSpec: Sendable {
    public struct Column: Equatable, Sendable {
        public enum Content: Equatable, Sendable {
            case cell(GridColumn)
            /// The mean of several columns of one row, as in the paper's Table 6.
            case mean(of: [GridColumn])
        }

        public let content: Content
        /// What files call it, such as `cifar10_100`.
        public let id: String
        /// What several neighbouring columns have in common, such as a domain; empty for none.
        public let group: String
        public let heading: String

        /// The column of the grid; nil for a mean.
        public var gridColumn: GridColumn? {
            if case .cell(let column) = content { column } else { nil }
        }

        public init(_ column: GridColumn, group: String = "", heading: String? = nil) {
            content = .cell(column)
            id = "\(column.dataset.rawValue)_\(column.percent.rawValue)"
            self.group = group
            self.heading = heading ?? column.dataset.title
        }

        public init(meanOf columns: [GridColumn], id: String, group: String = "", heading: String) {
            (content, self.id, self.group, self.heading) = (.mean(of: columns), id, group, heading)
        }
    }

    /// The paper's number.
    public let number: Int
    public let title: String
    public let columns: [Column]
    /// The rows.
    public let backbones: [BackboneID]
    /// Sentences of its own below the table.
    public let notes: [String]

    public init(number: Int, title: String, columns: [Column], backbones: [BackboneID], notes: [String] = []) {
        (self.number, self.title, self.columns) = (number, title, columns)
        (self.backbones, self.notes) = (backbones, notes)
    }

    /// The tables of results, 4 to 8: the grid says what stands in them, this how it is headed.
    public static func all(_ grid: StudyGrid) -> [TableSpec] {
        StudyGrid.tableNumbers.compactMap { TableSpec(number: $0, grid: grid) }
    }

    /// - Returns: nil for a table that holds no results.
    public init?(number: Int, grid: StudyGrid) {
        let columns = grid.columns(table: number)
        func byPercent(_ column: GridColumn) -> Column {
            Column(column, group: column.dataset.title, heading: "\(column.percent.rawValue) %")
        }
        func byDomain(_ column: GridColumn) -> Column { Column(column, group: column.dataset.domain) }
        switch number {
        case 4:
            self.init(
                number: 4, title: "Top-1 accuracy (%) on natural images", columns: columns.map { Column($0) },
                backbones: grid.backbones)
        case 5:
            let neu = grid.unreported.map(\.dataset.title).joined(separator: ", ")
            self.init(
                number: 5,
                title: "Top-1 accuracy (%) on textures, remote sensing, plants, galaxies and surface defects",
                columns: (columns + grid.unreported).map(byDomain), backbones: grid.backbones,
                notes: ["\(neu): the paper describes this data set and gives no result for it."])
        case 6:
            let mean = Column(meanOf: columns, id: "breakhis_average_100", heading: "Average")
            self.init(
                number: 6, title: "Top-1 accuracy (%) on histopathology at four magnifications",
                columns: columns.map { Column($0) } + [mean], backbones: grid.backbones,
                notes: ["Average: the mean of the four magnifications, where all four have been run."])
        case 7:
            self.init(
                number: 7, title: "Top-1 accuracy (%) with less training data", columns: columns.map(byPercent),
                backbones: grid.backbones)
        case 8:
            self.init(
                number: 8, title: "Top-1 accuracy (%) with less training data in other domains",
                columns: columns.map(byPercent), backbones: grid.backbones)
        default: return nil
        }
    }
}
