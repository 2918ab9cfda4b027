import Storage

/// Top-1 accuracies in percent, of the paper or reproduced, to be compared with each other.
public struct Accuracies: Sendable {
    public enum Source: String, CaseIterable, Sendable {
        /// As printed: no margin, because the paper states no spread.
        case published
        /// The best of the runs, as the paper reports. The margin is half of the cell's 95 % interval, and at least
        /// the margin that is asked for.
        case reproduced
    }

    private struct Key: Hashable {
        let cell: CellID
        /// Nil for the table that counts, where several print a number.
        let table: Int?
    }

    public let source: Source
    private let values: [Key: Estimate]

    /// Any numbers, one a cell.
    public init(_ source: Source, _ values: [CellID: Estimate]) {
        self.source = source
        self.values = Dictionary(
            uniqueKeysWithValues: values.map { (Key(cell: $0.key, table: nil), $0.value) })
    }

    /// What the paper prints.
    public init(published: PublishedResults) {
        source = .published
        var values: [Key: Estimate] = [:]
        for cell in published.cells {
            values[Key(cell: cell, table: nil)] = published.top1(cell).map { Estimate($0) }
            for (table, top1) in published.values(cell) { values[Key(cell: cell, table: table)] = Estimate(top1) }
        }
        self.values = values
    }

    /// What has been aggregated.
    ///
    /// - Parameter leastMargin: in percentage points; nil takes the numbers as they are, without any margin.
    public init(_ cells: StoredCells, of ids: [CellID], leastMargin: Double?) {
        source = .reproduced
        var values: [Key: Estimate] = [:]
        for id in ids {
            guard let cell = cells[id]?.cell else { continue }
            let half = (cell.interval.high - cell.interval.low) / 2
            values[Key(cell: id, table: nil)] = Estimate(cell.best, margin: leastMargin.map { max(half, $0) } ?? 0)
        }
        self.values = values
    }

    /// - Parameter table: whose number counts, where several tables of the paper print the cell. Reproduced cells
    ///   exist once.
    public func value(_ backbone: BackboneID, _ column: GridColumn, table: Int? = nil) -> Estimate? {
        let cell = column.cell(backbone)
        // What is no number of that table alone counts in all of them.
        return table.flatMap { values[Key(cell: cell, table: $0)] } ?? values[Key(cell: cell, table: nil)]
    }
}
