import Storage

extension ResultTable: PaperTable {
    /// The table as CSV: a row a backbone, and per column of the paper's table three columns,
    /// `<dataset>_<percent>_reproduced`, `…_published` and `…_difference`. Accuracies are in percent,
    /// differences in percentage points; a field is empty where there is no value.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        let columns = spec.columns.flatMap { column in
            ["reproduced", "published", "difference"].map {
                "\(column.dataset.rawValue)_\(column.percent.rawValue)_\($0)"
            }
        }
        let data = rows.map { row in
            [row.backbone.rawValue]
                + row.entries.flatMap { entry in
                    [
                        entry.reproduced.map(Numbers.exact) ?? "", entry.published.map(Numbers.percent) ?? "",
                        entry.difference.map(Numbers.exact) ?? "",
                    ]
                }
        }
        return CSVTable(comments: csvComments(comments), columns: ["backbone"] + columns, rows: data)
    }

    public var printed: PrintedTable {
        PrintedTable(
            number: spec.number, title: spec.title, heading: profile.heading,
            legend: "Cells: reproduced (published).",
            columns: spec.columns.map { PrintedTable.Column($0.heading, group: $0.group) },
            rows: rows.map { row in [row.backbone.title] + row.entries.map { $0.text } }, notes: notes)
    }

    public var extent: String { "\(count - missing) of \(count) cells" }
}
