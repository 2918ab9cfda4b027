import Storage

/// What the whole study takes on one machine, cell by cell, and by the paper's tables and figures.
public struct StudyCost: Sendable {
    /// A line of the listing: what the cells of a table take. Cells that stand in several tables count in each.
    public struct Row: Equatable, Sendable {
        public let title: String
        public let cells: Int
        public let missing: Int
        /// For all cells, and for those that are missing.
        public let seconds, missingSeconds: Double
        /// Bytes: the largest training step, and all that lies on the disk.
        public let memory, disk: Int
    }

    /// The cells of the grid, each once.
    public let cells: [CellCost]
    /// What the profile trains to start the cells' runs from; none where it takes published weights.
    public let pretraining: [CellCost]
    /// How many runs go on at the same time.
    public let jobs: Int
    public let profile: ProfileName
    private let grid: StudyGrid
    /// Bytes of each prepared file.
    private let prepared: [DatasetID: Int]

    public init(
        _ cells: [CellCost], pretraining: [CellCost] = [], prepared: [DatasetID: Int], grid: StudyGrid,
        profile: ProfileName, jobs: Int = 1
    ) {
        (self.cells, self.pretraining, self.prepared) = (cells, pretraining, prepared)
        (self.grid, self.profile, self.jobs) = (grid, profile, jobs)
    }

    /// All cells, each once, with what they start from.
    public var total: Row { row("all, each cell once", cells + pretraining) }

    /// By what is shown: the tables and figures that show results of cells. Tables 2, 3 and 9 show none.
    public var rows: [Row] {
        let byID = Dictionary(cells.map { ($0.cell, $0) }, uniquingKeysWith: { first, _ in first })
        func row(_ title: String, _ columns: [GridColumn]) -> Row {
            self.row(title, grid.cells(of: columns).compactMap { byID[$0] })
        }
        let full = grid.columns.filter { $0.percent == .all }
        // The ranking by domain rests on Tables 4 to 6.
        let ranked = [4, 5, 6].flatMap(grid.columns)
        var rows = [row("Table 1", ranked)]
        rows += TableSpec.all(grid).map { row("Table \($0.number)", $0.columns.compactMap(\.gridColumn)) }
        rows += PaperFigure.allCases.map { figure in
            row("Figure \(figure.rawValue)", grid.columns.filter { $0.dataset == figure.dataset })
        }
        rows.append(row("Pareto, transfer", full))
        if !pretraining.isEmpty { rows.append(self.row("pretraining", pretraining)) }
        return rows
    }

    private func row(_ title: String, _ costs: [CellCost]) -> Row {
        let absent = costs.filter { !$0.isDone }
        let files = Set(costs.map(\.cell.dataset)).reduce(0) { $0 + (prepared[$1] ?? 0) }
        // Unfinished runs: as many as go on at once, at most the largest.
        let resume = costs.map(\.resume).sorted(by: >).prefix(jobs).reduce(0, +)
        return Row(
            title: title, cells: costs.count, missing: absent.count,
            seconds: costs.reduce(0) { $0 + $1.seconds } / Double(jobs),
            missingSeconds: absent.reduce(0) { $0 + $1.seconds } / Double(jobs),
            memory: costs.map(\.memory).sorted(by: >).prefix(jobs).reduce(0, +),
            disk: costs.reduce(files + resume) { $0 + $1.disk })
    }
}
