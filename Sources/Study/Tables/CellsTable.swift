import Storage

/// Every cell of the grid with all that is known of it, and the command that makes it.
public struct CellsTable: Sendable {
    public let grid: StudyGrid
    public let profile: ProfileName
    /// In the grid's order; no cell where it has not been aggregated.
    public let rows: [(id: CellID, tables: [Int], cell: Cell?, published: Double?)]
    public let inputs: Inputs

    /// - Parameter number: the cells of one table of results; nil for all.
    public init(grid: StudyGrid, cells: StoredCells, published: PublishedResults, number: Int? = nil) throws {
        self.grid = grid
        profile = cells.results.profile
        let columns = number.map { number in
            TableSpec(number: number, grid: grid)?.columns.compactMap(\.gridColumn) ?? []
        }
        let ids = grid.cells(of: columns ?? grid.columns)
        rows = ids.map { id in
            let tables = grid.tables(with: GridColumn(id.dataset, id.percent))
            return (id, tables, cells[id]?.cell, published.top1(id))
        }
        var inputs = Inputs([
            "profile": profile.name, "published": published.digest, "grid": try grid.digest,
        ])
        for id in ids { inputs["cell \(id.name)"] = cells[id]?.digest }
        self.inputs = inputs
    }

    public var missing: Int { rows.count { $0.cell == nil } }

    /// The command lines, a cell each.
    ///
    /// - Parameter missing: only those of cells that have not been run.
    public func commands(missing: Bool) -> [String] {
        rows.filter { !missing || $0.cell == nil }.map { $0.id.makeCommand(profile: profile) }
    }

    /// A row a cell, as in cell.csv, with the tables of the paper that it stands in (`4 7`) and its command. The
    /// verdict of a cell without a result is `not run`.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: ["tables"] + CellFile.columns + ["command"],
            rows: rows.map { id, tables, cell, published in
                let statistics: [Double?] = [
                    cell?.best, cell?.mean, cell?.standardDeviation, cell?.interval.low, cell?.interval.high,
                ]
                return [
                    tables.map(String.init).joined(separator: " "), id.backbone.rawValue, id.dataset.rawValue,
                    String(id.percent.rawValue), String(cell?.runs ?? 0),
                ] + statistics.map { $0.map(Numbers.exact) ?? "" } + [
                    published.map(Numbers.percent) ?? "", cell?.difference.map(Numbers.exact) ?? "",
                    (cell?.verdict ?? .notRun).rawValue, id.makeCommand(profile: profile),
                ]
            })
    }
}
