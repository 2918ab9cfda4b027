import Storage

/// Two profiles, column by column, on the cells that both have run: fine-tuning beside training from random weights,
/// results of one machine beside those of another, before a change beside after it.
public struct ProfileComparison: Sendable {
    public struct Row: Equatable, Sendable {
        public let column: GridColumn
        /// How many backbones both profiles have run there.
        public let cells: Int
        /// Means over those backbones of the cells' mean top-1, in percent.
        public let first, second: Double
        /// How many backbones reach more in the first profile than in the second, by the cells' means.
        public let firstIsHigher: Int

        /// In percentage points.
        public var difference: Double { first - second }
    }

    public let first, second: ProfileName
    /// The columns with at least one common cell, in the grid's order.
    public let rows: [Row]

    /// - Parameter columns: of the grid, those that are compared.
    /// - Throws: `Failure` where a cell.csv cannot be read, or where there is nothing to compare.
    public init(_ columns: [GridColumn], of grid: StudyGrid, first: ResultsFolder, second: ResultsFolder) throws {
        (self.first, self.second) = (first.profile, second.profile)
        let ids = grid.cells(of: columns)
        let (mine, others) = (try StoredCells(ids, in: first), try StoredCells(ids, in: second))
        rows = columns.compactMap { column in
            let pairs = grid.backbones.compactMap { backbone -> (Double, Double)? in
                let id = column.cell(backbone)
                guard let one = mine[id]?.cell.mean, let other = others[id]?.cell.mean else { return nil }
                return (one, other)
            }
            guard !pairs.isEmpty else { return nil }
            let count = Double(pairs.count)
            return Row(
                column: column, cells: pairs.count, first: pairs.map(\.0).reduce(0, +) / count,
                second: pairs.map(\.1).reduce(0, +) / count, firstIsHigher: pairs.count { $0.0 > $0.1 })
        }
        if rows.isEmpty {
            throw Failure(
                "have no cell in common", at: "\(first.path) and \(second.path)",
                advice: "Run cells under both profiles first.")
        }
    }

    /// In how many columns the first profile's mean is higher.
    public var firstIsHigher: Int { rows.count { $0.first > $0.second } }

    /// A table for a terminal, with a line of conclusion.
    public var text: String {
        var table = TextTable(
            header: ["column", "cells", first.name, second.name, "difference", "higher"], rightAligned: [1, 2, 3, 4, 5])
        for row in rows {
            table.append([
                row.column.name, String(row.cells), Numbers.percent(row.first), Numbers.percent(row.second),
                Numbers.signed(row.difference), "\(row.firstIsHigher) of \(row.cells)",
            ])
        }
        return """
            Mean top-1 of the runs, in percent, and its mean over the backbones that both profiles have run.
            \(table.text)
            \(first.name) is higher than \(second.name) in \(firstIsHigher) of \(rows.count) columns.
            """
    }

    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: comments,
            columns: [
                "dataset", "percent", "cells", "mean_\(first.name)", "mean_\(second.name)", "difference", "higher",
            ],
            rows: rows.map {
                [
                    $0.column.dataset.rawValue, String($0.column.percent.rawValue), String($0.cells),
                    Numbers.exact($0.first), Numbers.exact($0.second), Numbers.exact($0.difference),
                    String($0.firstIsHigher),
                ]
            })
    }
}
