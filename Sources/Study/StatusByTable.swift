/// How far each table of results is: how many of its cells are done, stale, unfinished and missing.
public struct StatusByTable: Sendable {
    public struct Row: Equatable, Sendable {
        /// `Table 4`; `all` for the grid, each cell once.
        public let title: String
        public let done, stale, unfinished, missing: Int
    }

    public let rows: [Row]
    /// The stale cells with the reasons, in the grid's order.
    public let stale: [(cell: CellID, reasons: [String])]

    public init(grid: StudyGrid, states: CellStates) {
        func row(_ title: String, _ ids: [CellID]) -> Row {
            let found = ids.map { states[$0] }
            return Row(
                title: title, done: found.count { $0 == .done },
                stale: found.count { if case .stale = $0 { true } else { false } },
                unfinished: found.count { $0 == .unfinished }, missing: found.count { $0 == .missing })
        }
        rows =
            TableSpec.all(grid).map { spec in
                row("Table \(spec.number)", grid.cells(of: spec.columns.compactMap(\.gridColumn)))
            } + [row("all", grid.cells)]
        stale = grid.cells.compactMap { id in
            if case .stale(let reasons) = states[id] { (id, reasons) } else { nil }
        }
    }

    /// The listing for a terminal.
    ///
    /// - Parameter files: what is known of each table's file, by the row's title.
    public func text(files: [String: String]) -> String {
        var table = TextTable(
            header: ["", "done", "stale", "unfinished", "missing", "file"], rightAligned: [1, 2, 3, 4])
        for row in rows {
            table.append(
                [row.title] + [row.done, row.stale, row.unfinished, row.missing].map(String.init)
                    + [files[row.title] ?? ""])
        }
        for (title, state) in files.sorted(by: { $0.key < $1.key }) where !rows.contains(where: { $0.title == title }) {
            table.append([title, "", "", "", "", state])
        }
        let reasons = stale.prefix(20).map { "stale: \($0.cell.name): \($0.reasons.joined(separator: "; "))" }
        let more = stale.count > reasons.count ? ["and \(stale.count - reasons.count) more stale cells"] : []
        return ([table.text] + reasons + more).joined(separator: "\n")
    }
}
