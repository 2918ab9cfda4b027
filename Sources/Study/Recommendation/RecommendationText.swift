import Storage

extension Recommendation {
    /// The answer for a terminal: ranked backbones, and what speaks for them.
    ///
    /// - Parameters:
    ///   - parameters: in millions; `speeds` in images a second.
    ///   - heading: what the profile says of its numbers.
    public func text(
        parameters: [BackboneID: Double], speeds: [BackboneID: Double], heading: String, width: Int? = nil
    ) -> String {
        guard !evidence.isEmpty else { return "There are no such numbers to go by." }
        var lines = [summary(heading: heading)]
        if !ranked.isEmpty {
            var table = TextTable(
                header: ["", "backbone", "expected", "spread", "lead", "not behind in", "params (M)", "images/s"],
                rightAligned: [0, 2, 4, 6, 7])
            for (index, row) in ranked.enumerated() {
                table.append([
                    String(index + 1), row.backbone.title, Numbers.percent(row.expected),
                    "\(Numbers.percent(row.spread.low)) to \(Numbers.percent(row.spread.high))",
                    Numbers.signed(row.lead) + (row.deviation.map { " ± \(Numbers.percent($0))" } ?? ""),
                    index == 0 ? "–" : "\(row.notBehind) of \(row.shared)",
                    parameters[row.backbone].map { Numbers.digits($0, 1) } ?? "–",
                    speeds[row.backbone].map { Numbers.digits($0, 1) } ?? "–",
                ])
            }
            lines += ["", table.text(fitting: width, shortening: [1])]
        }
        lines += ["", "Evidence, the nearest number of training images first:"]
        var table = TextTable(header: ["column", "domain", "images", "numbers"], rightAligned: [2])
        for column in evidence {
            table.append([
                column.column.title, column.column.dataset.domain, grouped(column.images),
                column.isReproduced ? "reproduced" : "published",
            ])
        }
        return (lines + [table.text]).joined(separator: "\n")
    }

    private func summary(heading: String) -> String {
        var parts: [String] = []
        if isBorrowed, let domain = question.domain {
            parts.append("There are no numbers of the domain \(domain): those of all domains are used.")
        }
        if let first = ranked.first {
            parts.append(
                "\(first.backbone.title) comes first: \(Numbers.percent(first.expected)) % expected, from "
                    + "\(Self.count(first.own.count { $0 != nil }, "column")) "
                    + "(\(Numbers.percent(first.spread.low)) to \(Numbers.percent(first.spread.high))).")
            let level = ranked.dropFirst().count { $0.notBehind > 0 }
            parts.append(
                level == 0
                    ? "No other reaches it in any of them."
                    : "\(level) other\(level == 1 ? " is" : "s are") not behind it in at least one of them.")
        } else {
            parts.append("No backbone is within the limits.")
        }
        let reasons = [(tooLarge, "too large"), (tooSlow, "too slow"), (unmeasured, "not measured")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !reasons.isEmpty { parts.append("Left out: \(reasons.joined(separator: ", ")).") }
        if isFar, let nearest = evidence.first {
            parts.append(
                "The nearest evidence has \(grouped(nearest.images)) training images, far from your "
                    + "\(grouped(question.images)): take this with care.")
        }
        let reproduced = evidence.count(where: \.isReproduced)
        if reproduced == 0 {
            parts.append("All these numbers are the paper's; none of them was reproduced here.")
        } else if reproduced < evidence.count {
            parts.append("\(reproduced) of the \(evidence.count) columns are reproduced, the others the paper's.")
        } else {
            parts.append(heading)
        }
        return parts.joined(separator: " ")
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// A row a backbone, the best first, with its accuracy in each column used.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: comments + [
                ("domain", question.domain ?? "any"), ("images", String(question.images)),
                ("borrowed", isBorrowed ? "yes" : "no"),
            ],
            columns: ["place", "backbone", "expected", "low", "high", "lead", "deviation", "not_behind", "shared"]
                + evidence.map { "\($0.column.name) \($0.isReproduced ? "reproduced" : "published")" },
            rows: ranked.enumerated().map { index, row in
                [
                    String(index + 1), row.backbone.rawValue, Numbers.exact(row.expected),
                    Numbers.exact(row.spread.low), Numbers.exact(row.spread.high), Numbers.exact(row.lead),
                    row.deviation.map(Numbers.exact) ?? "", String(row.notBehind), String(row.shared),
                ] + row.own.map { $0.map(Numbers.exact) ?? "" }
            })
    }
}
