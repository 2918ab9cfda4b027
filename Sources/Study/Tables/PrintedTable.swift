import Storage

/// A table as it is read: text in rows and columns under headings, with notes below.
public struct PrintedTable: Equatable, Sendable {
    public struct Column: Equatable, Sendable {
        /// What several neighbouring columns have in common; empty for none.
        public let group: String
        public let heading: String
        /// Numbers stand at the right.
        public let isNumber: Bool

        public init(_ heading: String, group: String = "", isNumber: Bool = true) {
            (self.group, self.heading, self.isNumber) = (group, heading, isNumber)
        }
    }

    /// The paper's number.
    public let number: Int
    /// Without the number.
    public let title: String
    /// What the table's numbers are, in one bold line.
    public let heading: String
    /// What a cell shows, where a caption says it; empty for nothing.
    public let legend: String
    /// What heads the first column.
    public let rowHeading: String
    /// The columns behind the first.
    public let columns: [Column]
    public let cells: [[MarkedText]]
    public let notes: [String]

    public init(
        number: Int, title: String, heading: String, legend: String, rowHeading: String = "Backbone",
        columns: [Column], cells: [[MarkedText]], notes: [String]
    ) {
        (self.number, self.title, self.heading, self.legend) = (number, title, heading, legend)
        (self.rowHeading, self.columns, self.cells, self.notes) = (rowHeading, columns, cells, notes)
    }

    /// A table without marks.
    public init(
        number: Int, title: String, heading: String, legend: String, rowHeading: String = "Backbone",
        columns: [Column], rows: [[String]], notes: [String]
    ) {
        self.init(
            number: number, title: title, heading: heading, legend: legend, rowHeading: rowHeading, columns: columns,
            cells: rows.map { $0.map { MarkedText($0) } }, notes: notes)
    }

    /// The text of the cells, without marks.
    public var rows: [[String]] { cells.map { $0.map(\.plain) } }

    /// `Table 4. Top-1 accuracy (%) on natural images`.
    public var fullTitle: String { "Table \(number). \(title)" }

    /// The table as Markdown (GitHub's tables), with comments in the source.
    public func markdown(comments: [(key: String, value: String)] = []) -> String {
        let headings = columns.map { $0.group.isEmpty ? $0.heading : "\($0.group): \($0.heading)" }
        func line(_ fields: [String]) -> String { "| " + fields.joined(separator: " | ") + " |" }
        var lines = ["## \(fullTitle)", "", "**\(heading)**", ""]
        lines.append(line([rowHeading] + headings))
        lines.append(line(["---"] + columns.map { $0.isNumber ? "---:" : "---" }))
        lines += cells.map { line($0.map(\.markdown)) }
        lines.append("")
        lines += notes.map { "- " + $0 }
        if !comments.isEmpty {
            // `--` may not stand inside a comment.
            let provenance = comments.map { "\($0.key): \($0.value)".replacing("--", with: "- -") }
            lines += ["", "<!--"] + provenance + ["-->"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The table as LaTeX, for `\usepackage{booktabs}`.
    public func latex(comments: [(key: String, value: String)] = []) -> String {
        var lines = comments.map { "% \($0.key): \($0.value.replacing("\n", with: " "))" }
        let alignment = columns.map { $0.isNumber ? "r" : "l" }.joined()
        let caption = "\(LaTeX.escape(fullTitle)). \\textbf{\(LaTeX.escape(heading))}"
        lines += [
            "% Needs \\usepackage{booktabs}\(isWide ? " and \\usepackage{graphicx}" : "").",
            "\\begin{table*}", "\\centering", "\\small", "\\setlength{\\tabcolsep}{4pt}",
            "\\caption{\(caption)\(legend.isEmpty ? "" : " " + LaTeX.escape(legend))}",
            "\\label{tab:reproduced-\(number)}",
            "\(isWide ? "\\resizebox{\\linewidth}{!}{%\n" : "")\\begin{tabular}{l\(alignment)}", "\\toprule",
        ]
        lines += groupLines
        func line(_ fields: [String]) -> String { fields.joined(separator: " & ") + " \\\\" }
        lines += [line(([rowHeading] + columns.map(\.heading)).map(LaTeX.escape)), "\\midrule"]
        lines += cells.map { line($0.map(\.latex)) }
        lines += [
            "\\bottomrule", "\\end{tabular}\(isWide ? "}" : "")", "", "\\smallskip",
            "\\begin{minipage}{\\linewidth}\\footnotesize",
        ]
        lines += notes.map { LaTeX.escape($0) + "\\par" }
        lines += ["\\end{minipage}", "\\end{table*}"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether it has more columns than a page takes at its usual size: it is then made as wide as the page.
    private var isWide: Bool { columns.count > 5 }

    /// The line of groups above the headings, each over its columns, with rules below; empty without
    /// groups.
    private var groupLines: [String] {
        guard columns.contains(where: { !$0.group.isEmpty }) else { return [] }
        var fields: [String] = []
        var rules: [String] = []
        var start = 0
        while start < columns.count {
            let group = columns[start].group
            let end = columns[start...].firstIndex { $0.group != group } ?? columns.count
            if group.isEmpty {
                fields += [String](repeating: "", count: end - start)
            } else {
                fields.append("\\multicolumn{\(end - start)}{c}{\(LaTeX.escape(group))}")
                // The first column names the rows, so that columns count from 2.
                rules.append("\\cmidrule(lr){\(start + 2)-\(end + 1)}")
            }
            start = end
        }
        return [" & " + fields.joined(separator: " & ") + " \\\\", rules.joined(separator: " ")]
    }
}
