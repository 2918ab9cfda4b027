import Storage

/// One published top-1 value: a row of Paper/published/results.csv.
public struct PublishedResult: Equatable, Sendable {
    /// The paper's table, 4 to 8.
    public let table: Int
    public let backbone: BackboneID
    /// A data set's id, or `breakhis_average` (the last column of Table 6).
    public let dataset: String
    public let percent: Percent
    /// The number of training images that the paper states; nil for an average.
    public let trainImages: Int?
    /// In percent.
    public let top1: Double

    /// What the last column of Table 6 is called.
    static let breakHisAverage = "breakhis_average"

    /// Nil for an average.
    public var cell: CellID? {
        DatasetID(rawValue: dataset).map { CellID(backbone: backbone, dataset: $0, percent: percent) }
    }
}

/// The numbers of the paper's Tables 4 to 8.
public struct PublishedResults: Sendable {
    public let rows: [PublishedResult]
    /// SHA-256 of the columns and rows, comments left out.
    public let digest: String
    /// The same by cell, averages left out; the rows of a cell by rising table.
    private let byCell: [CellID: [PublishedResult]]

    /// Reads `results.csv` in a folder, usually Paper/published.
    ///
    /// - Throws: `Failure` that names the file and the row with an unknown backbone or percent, a field
    ///   that is no number, or a value outside 0 to 100.
    public init(folder: String) throws {
        let path = Path.join(folder, "results.csv")
        let file = try FieldReader(path: path)
        rows = try file.rows.map { row in
            let top1 = try row.number("top1")
            guard (0...100).contains(top1) else { throw row.failure("top1 is outside 0 to 100") }
            return PublishedResult(
                table: try row.integer("table"),
                backbone: try row.identifier("backbone"),
                dataset: try row.text("dataset"),
                percent: try row.identifier("percent"),
                trainImages: try row.text("train_images").isEmpty ? nil : try row.integer("train_images"),
                top1: top1)
        }
        digest = try file.digest()
        let pairs = rows.compactMap { row in row.cell.map { ($0, row) } }
        byCell = Dictionary(grouping: pairs, by: \.0).mapValues { $0.map(\.1).sorted { $0.table < $1.table } }
    }

    /// What one table prints for a cell, in percent.
    public func top1(table: Int, _ cell: CellID) -> Double? {
        rows(of: cell).first { $0.table == table }?.top1
    }

    /// The published number of a cell, in percent; nil where the paper has none.
    ///
    /// Tables 4, 5 and 6 count before Tables 7 and 8, which repeat some of their columns. It matters
    /// for two cells: at 100 % of Tiny ImageNet, Tables 4 and 7 exchange the values of ResNet50 and
    /// WaveMix (75.33 and 76.30).
    public func top1(_ cell: CellID) -> Double? { row(of: cell)?.top1 }

    /// The number of training images that the paper states for a cell.
    public func trainImages(_ cell: CellID) -> Int? { row(of: cell)?.trainImages }

    /// The cells that have a published number, in the order of the rows.
    public var cells: [CellID] {
        var seen: Set<CellID> = []
        return rows.compactMap(\.cell).filter { seen.insert($0).inserted }
    }

    /// The last column of Table 6, in percent.
    public func breakHisAverage(_ backbone: BackboneID) -> Double? {
        rows.first { $0.backbone == backbone && $0.dataset == PublishedResult.breakHisAverage }?.top1
    }

    /// Which tables print a cell, and what, by rising table.
    public func values(_ cell: CellID) -> [(table: Int, top1: Double)] {
        rows(of: cell).map { ($0.table, $0.top1) }
    }

    /// The values that a cell has in several tables, where they differ; empty where they agree.
    public func contradictions(_ cell: CellID) -> [(table: Int, top1: Double)] {
        let found = values(cell)
        return Set(found.map(\.top1)).count > 1 ? found : []
    }

    private func row(of cell: CellID) -> PublishedResult? { rows(of: cell).first }

    private func rows(of cell: CellID) -> [PublishedResult] { byCell[cell] ?? [] }
}
