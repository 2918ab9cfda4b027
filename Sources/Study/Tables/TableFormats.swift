import Storage

extension ResultTable: PaperTable {
    /// The table as CSV: a row a backbone, and per column of the paper's table four columns,
    /// `<dataset>_<percent>_reproduced`, `…_published`, `…_difference` and `…_place` (of the reproduced value in its
    /// column, equal values sharing one). Accuracies are in percent, differences in percentage points; a field is
    /// empty where there is no value.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        let columns = spec.columns.flatMap { column in
            ["reproduced", "published", "difference", "place"].map { "\(column.id)_\($0)" }
        }
        let places = spec.columns.indices.map { column in Places.of(rows.map { $0.entries[column].reproduced }) }
        let data = rows.enumerated().map { index, row in
            [row.backbone.rawValue]
                + row.entries.enumerated().flatMap { column, entry in
                    [
                        entry.reproduced.map(Numbers.exact) ?? "", entry.published.map(Numbers.percent) ?? "",
                        entry.difference.map(Numbers.exact) ?? "", places[column][index].map(String.init) ?? "",
                    ]
                }
        }
        return CSVTable(comments: csvComments(comments), columns: ["backbone"] + columns, rows: data)
    }

    public var printed: PrintedTable {
        PrintedTable(
            number: spec.number, title: spec.title, heading: profile.heading,
            legend: "Cells: reproduced (published) difference.",
            columns: spec.columns.map { PrintedTable.Column($0.heading, group: $0.group) }, cells: printedCells,
            notes: notes)
    }

    private var printedCells: [[MarkedText]] {
        let marks = spec.columns.indices.map { column in
            (
                reproduced: Places.marks(rows.map { $0.entries[column].reproduced }),
                published: Places.marks(rows.map { $0.entries[column].published })
            )
        }
        return rows.enumerated().map { index, row in
            [MarkedText(row.backbone.title)]
                + row.entries.enumerated().map { column, entry in
                    Self.text(
                        entry, reproduced: marks[column].reproduced[index], published: marks[column].published[index])
                }
        }
    }

    /// `94.31 (94.58) -0.27`, with a dash for what there is none of.
    private static func text(
        _ entry: Entry, reproduced: MarkedText.Mark?, published: MarkedText.Mark?
    ) -> MarkedText {
        MarkedText(entry.reproduced.map(Numbers.percent) ?? "–", mark: reproduced) + " ("
            + MarkedText(entry.published.map(Numbers.percent) ?? "–", mark: published)
            + MarkedText(")" + (entry.difference.map { " " + Numbers.signed($0) } ?? ""))
    }

    public var extent: String { "\(count - missing) of \(count) cells" }
}
