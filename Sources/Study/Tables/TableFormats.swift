import Storage

extension ResultTable {
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
        return CSVTable(
            comments: [("title", title), ("heading", profile.heading)] + notes.map { ("note", $0) } + comments
                + inputs.comments,
            columns: ["backbone"] + columns, rows: data)
    }

    /// The table as Markdown (GitHub's tables).
    public func markdown(comments: [(key: String, value: String)]) -> String {
        let headings = spec.columns.map { $0.group.isEmpty ? $0.heading : "\($0.group): \($0.heading)" }
        func line(_ fields: [String]) -> String { "| " + fields.joined(separator: " | ") + " |" }
        var lines = ["## \(title)", "", "**\(profile.heading)**", ""]
        lines.append(line(["Backbone"] + headings))
        lines.append(line(["---"] + headings.map { _ in "---:" }))
        lines += rows.map { row in line([row.backbone.title] + row.entries.map { $0.text() }) }
        lines.append("")
        lines += notes.map { "- " + $0 }
        // `--` may not stand inside a comment.
        let provenance = comments.map { "\($0.key): \($0.value)".replacing("--", with: "- -") }
        lines += ["", "<!--"] + provenance + ["-->"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as LaTeX, for `\usepackage{booktabs}`.
    public func latex(comments: [(key: String, value: String)]) -> String {
        let count = spec.columns.count
        var lines = comments.map { "% \($0.key): \($0.value.replacing("\n", with: " "))" }
        lines += [
            "% Needs \\usepackage{booktabs}.",
            "\\begin{table*}", "\\centering", "\\small", "\\setlength{\\tabcolsep}{4pt}",
            "\\caption{\(LaTeX.escape(title)). \\textbf{\(LaTeX.escape(profile.heading))} "
                + "Cells: reproduced (published).}",
            "\\label{tab:reproduced-\(spec.number)}",
            "\\begin{tabular}{l\(String(repeating: "r", count: count))}", "\\toprule",
        ]
        lines += groupLines
        let headings = ["Backbone"] + spec.columns.map(\.heading)
        lines += [headings.map(LaTeX.escape).joined(separator: " & ") + " \\\\", "\\midrule"]
        lines += rows.map { row in
            let fields = [LaTeX.escape(row.backbone.title)] + row.entries.map { $0.text(dash: "--") }
            return fields.joined(separator: " & ") + " \\\\"
        }
        lines += ["\\bottomrule", "\\end{tabular}", "", "\\smallskip", "\\begin{minipage}{\\linewidth}\\footnotesize"]
        lines += notes.map { LaTeX.escape($0) + "\\par" }
        lines += ["\\end{minipage}", "\\end{table*}"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// `Table 4. Top-1 accuracy (%) on natural images`.
    public var title: String { "Table \(spec.number). \(spec.title)" }

    /// The line of groups above the headings, each over its columns, with rules below; empty without
    /// groups.
    private var groupLines: [String] {
        guard spec.columns.contains(where: { !$0.group.isEmpty }) else { return [] }
        var fields: [String] = []
        var rules: [String] = []
        var start = 0
        while start < spec.columns.count {
            let group = spec.columns[start].group
            let end = spec.columns[start...].firstIndex { $0.group != group } ?? spec.columns.count
            fields.append("\\multicolumn{\(end - start)}{c}{\(LaTeX.escape(group))}")
            // The first column holds the backbones, so that columns count from 2.
            rules.append("\\cmidrule(lr){\(start + 2)-\(end + 1)}")
            start = end
        }
        return [" & " + fields.joined(separator: " & ") + " \\\\", rules.joined(separator: " ")]
    }
}
