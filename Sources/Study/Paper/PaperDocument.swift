import Storage

/// All tables, figures and claims of a profile as one LaTeX document, which names the files beside it.
public struct PaperDocument: Sendable {
    public let inputs: Inputs
    /// How much of it there is, such as `319 of 319 cells, 5 figures`.
    public let extent: String
    private let files: DocumentParts
    private let claims: ClaimReport
    private let template: PaperTemplate
    private let results: ResultsFolder
    private let present: [CellID]
    private let count: Int

    /// - Parameter claims: held against the same cells.
    public init(
        grid: StudyGrid, cells: StoredCells, claims: ClaimReport, files: DocumentParts, template: PaperTemplate
    ) throws {
        (self.files, self.claims, self.template, results) = (files, claims, template, cells.results)
        present = grid.cells.filter { cells[$0] != nil }
        count = grid.cells.count
        let figures = files.figures.count
        extent = "\(present.count) of \(count) cells, \(figures) figure\(figures == 1 ? "" : "s")"
        var inputs = claims.inputs
        for (name, value) in files.inputs { inputs[name] = value }
        inputs["template"] = template.digest
        self.inputs = inputs
    }

    /// The document.
    ///
    /// - Parameter provenance: of the program that writes it.
    public func latex(_ provenance: Provenance) throws -> String {
        let places = try TrainingPlaces(present, in: results)
        return template.fill { slot in
            switch slot {
            case .heading: LaTeX.text(results.profile.heading)
            case .extent: "\(present.count) of \(count) cells have been run."
            case .tables: files.tables.map(Self.table).joined(separator: "\n")
            case .figures:
                files.figures.isEmpty ? "None has been drawn." : files.figures.map(Self.figure).joined(separator: "\n")
            case .claims: claimLines.joined(separator: "\n")
            case .provenance: Self.list(provenance, places)
            }
        }
    }

    /// The table beside the document: it records the inputs, and which bytes it vouches for.
    public func record(
        of text: String, name: String, comments: [(key: String, value: String)]
    ) throws -> CSVTable {
        CSVTable(
            comments: [("heading", results.profile.heading)] + comments + inputs.comments,
            columns: ["file", "bytes", "sha256"], rows: [[name, String(text.utf8.count), try Digest.of(text)]])
    }

    /// Wide ones go across, on pages of their own.
    private static func table(_ table: DocumentParts.Table) -> String {
        let input = "\\input{\(table.name)}"
        return table.isWide ? "\\begin{landscape}\n\(input)\n\\end{landscape}" : input
    }

    private static func figure(_ figure: DocumentParts.Figure) -> String {
        """
        \\begin{figure}[H]
        \\centering
        \\includegraphics[width=\\linewidth,height=0.8\\textheight,keepaspectratio]{\(figure.name)}
        \\caption{\(LaTeX.text(figure.title))}
        \\end{figure}
        """
    }

    private var claimLines: [String] {
        let failing = claims.rows.filter { $0.published.truth == .fails }
        var lines = Accuracies.Source.allCases.map { LaTeX.text(claims.summary($0)) }
        lines += ["", "\\subsection*{What the paper's own numbers contradict}"]
        if failing.isEmpty { lines.append("Nothing.") }
        if !failing.isEmpty {
            lines.append("\\begin{itemize}")
            lines += failing.map { row in
                "\\item \(LaTeX.text(row.claim.claim))\\\\ {\\small \(LaTeX.text(Self.short(row.published.numbers)))}\n"
            }
            lines.append("\\end{itemize}")
        }
        lines += ["\\subsection*{All claims}", "\\begin{longtable}{@{}lp{0.56\\linewidth}ll@{}}", "\\toprule"]
        let head = ["Section", "Claim", "Published", "Reproduced"].joined(separator: " & ") + " \\\\ \\midrule"
        lines += [head, "\\endhead", "\\bottomrule", "\\endfoot"]
        lines += claims.rows.map { row in
            [
                row.claim.section, row.claim.claim, row.published.truth.rawValue, row.reproduced.truth.rawValue,
            ].map(LaTeX.text).joined(separator: " & ") + " \\\\"
        }
        lines.append("\\end{longtable}")
        return lines
    }

    /// The statements that fit into three lines, the first in any case: claims.md has all.
    private static func short(_ numbers: [String]) -> String {
        var text = numbers.first ?? ""
        for next in numbers.dropFirst() where text.count + next.count < 300 { text += "; " + next }
        return text
    }

    private static func list(_ provenance: Provenance, _ places: TrainingPlaces) -> String {
        func item(_ key: String, _ value: String) -> String { "\\item[\(LaTeX.text(key))] \(LaTeX.text(value))" }
        let written = provenance.entries.map { item($0.key, $0.value) }
        let trained = places.facts.map { item($0.key, $0.values.joined(separator: "; ")) }
        func block(_ heading: String, _ items: [String]) -> [String] {
            items.isEmpty ? [] : [heading, "\\begin{description}"] + items + ["\\end{description}"]
        }
        return
            (block("The cells' first runs were trained by and on:", trained)
            + block("This document was written by and on:", written)).joined(separator: "\n")
    }
}
