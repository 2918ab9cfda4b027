import Storage

/// A table of the paper, filled with what was reproduced and what was published.
public struct ResultTable: Sendable {
    public struct Entry: Equatable, Sendable {
        /// Nil for a mean of several cells.
        public let cell: CellID?
        /// The best top-1 of the runs in percent; nil where the cell has not been run.
        public let reproduced: Double?
        /// Of a mean, the fewest of its cells.
        public let runs: Int
        /// What this table of the paper prints, in percent; nil where the table has no number there.
        public let published: Double?

        /// Reproduced minus published, in percentage points.
        public var difference: Double? {
            guard let reproduced, let published else { return nil }
            return reproduced - published
        }
    }

    public let spec: TableSpec
    public let profile: ProfileName
    /// A row a backbone, in the paper's order; an entry a column.
    public let rows: [(backbone: BackboneID, entries: [Entry])]
    /// What the table was made from.
    public let inputs: Inputs
    /// Sentences below the table.
    public let notes: [String]

    /// Reads the cells that have been aggregated.
    public init(_ spec: TableSpec, grid: StudyGrid, in results: ResultsFolder, published: PublishedResults) throws {
        let ids = spec.columns.compactMap(\.gridColumn).flatMap { column in spec.backbones.map(column.cell) }
        let stored = try StoredCells(ids, in: results)
        let rows = spec.backbones.map { backbone in
            (
                backbone: backbone,
                entries: spec.columns.map { Self.entry($0, backbone, table: spec.number, stored, published) }
            )
        }
        let missing = ids.filter { stored[$0] == nil }
        let time = missing.isEmpty ? nil : try TimeEstimate(of: missing, grid: grid, in: results)
        self.spec = spec
        self.rows = rows
        profile = results.profile
        var inputs = stored.inputs
        inputs["table"] = String(spec.number)
        inputs["published"] = published.digest
        inputs["rows"] = spec.backbones.map(\.rawValue).joined(separator: " ")
        inputs["columns"] = spec.columns.map(\.id).joined(separator: " ")
        inputs["estimate"] = time?.text(missing: missing.count)
        self.inputs = inputs
        let few = ids.count { stored[$0].map { $0.cell.runs < 3 } ?? false }
        let facts = TableNotes(
            cells: ids, missing: missing.count, time: time, few: few,
            validated: ids.count { stored[$0]?.cell.selection != nil }, profile: results.profile, published: published)
        notes = facts.sentences + spec.notes
    }

    private static func entry(
        _ column: TableSpec.Column, _ backbone: BackboneID, table: Int, _ stored: StoredCells,
        _ published: PublishedResults
    ) -> Entry {
        switch column.content {
        case .cell(let gridColumn):
            let id = gridColumn.cell(backbone)
            let cell = stored[id]?.cell
            return Entry(
                cell: id, reproduced: cell?.best, runs: cell?.runs ?? 0, published: published.top1(table: table, id))
        case .mean(let columns):
            let cells = columns.compactMap { stored[$0.cell(backbone)]?.cell }
            let mean = cells.map(\.best).reduce(0, +) / Double(columns.count)
            return Entry(
                cell: nil, reproduced: cells.count == columns.count ? mean : nil, runs: cells.map(\.runs).min() ?? 0,
                published: published.breakHisAverage(backbone))
        }
    }

    /// The table's cells; means are none.
    private var cells: [Entry] { rows.flatMap(\.entries).filter { $0.cell != nil } }

    /// How many of the table's cells have not been run.
    public var missing: Int { cells.count { $0.reproduced == nil } }

    /// How many cells the table has.
    public var count: Int { cells.count }
}
