import Storage

extension ClaimReport {
    private static let rule =
        "A claim holds or fails where the numbers decide it. It is undecided where a number is missing, and where "
        + "reproduced numbers lie closer together than they are known: half of the cells' 95 % intervals, added in "
        + "quadrature. The published numbers are taken as printed, for the paper states no spread."

    /// A row a claim, with the numbers that were used.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("heading", profile.heading), ("note", Self.rule)] + comments + inputs.comments,
            columns: [
                "id", "section", "claim", "reading", "kind", "published", "published_numbers", "reproduced",
                "reproduced_numbers",
            ],
            rows: rows.map { claim, published, reproduced in
                [
                    claim.id, claim.section, claim.claim, claim.reading, claim.kind, published.truth.rawValue,
                    published.numbers.joined(separator: "; "), reproduced.truth.rawValue,
                    reproduced.numbers.joined(separator: "; "),
                ]
            })
    }

    /// A table of all claims, those that the paper's own numbers contradict, and the numbers of each.
    public func markdown(comments: [(key: String, value: String)] = []) -> String {
        var lines = ["# Claims", "", "**\(profile.heading)**", "", Self.rule, ""]
        lines += Accuracies.Source.allCases.map { "- " + summary($0) }
        let failing = rows.filter { $0.published.truth == .fails }
        lines += ["", "## What the paper's own numbers contradict", ""]
        lines += failing.map {
            "- \($0.claim.claim) (\($0.claim.id)): \($0.published.numbers.joined(separator: "; "))."
        }
        if failing.isEmpty { lines.append("Nothing.") }
        lines += ["", "## All claims", "", "| claim | published | reproduced |", "| --- | --- | --- |"]
        lines += rows.map { row in
            "| \(row.claim.id): \(row.claim.claim) | \(row.published.truth.rawValue) | "
                + "\(row.reproduced.truth.rawValue) |"
        }
        lines += ["", "## The numbers used"]
        for row in rows {
            lines += ["", "### \(row.claim.id)", "", "Section \(row.claim.section). \(row.claim.claim)"]
            if !row.claim.reading.isEmpty { lines += ["", "Read as: \(row.claim.reading)"] }
            lines.append("")
            lines.append(
                "- published, \(row.published.truth.rawValue): \(row.published.numbers.joined(separator: "; "))")
            lines.append(
                "- reproduced, \(row.reproduced.truth.rawValue): \(row.reproduced.numbers.joined(separator: "; "))")
        }
        if !comments.isEmpty {
            // `--` may not stand inside a comment.
            let provenance = comments.map { "\($0.key): \($0.value)".replacing("--", with: "- -") }
            lines += ["", "<!--"] + provenance + ["-->"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The listing for a terminal.
    public var text: String {
        var table = TextTable(header: ["id", "published", "reproduced", "claim"])
        for row in rows {
            table.append([
                row.claim.id, row.published.truth.rawValue, row.reproduced.truth.rawValue, row.claim.claim,
            ])
        }
        return ([profile.heading, table.text] + Accuracies.Source.allCases.map(summary)).joined(separator: "\n")
    }
}
