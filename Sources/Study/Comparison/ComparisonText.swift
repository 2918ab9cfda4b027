import Storage

extension Comparison {
    /// A row a backbone, the first first. Accuracies in percent, differences in percentage points.
    public func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("heading", results.profile.heading)] + comments + inputs.comments,
            columns: [
                "place", "backbone", "runs", "best", "best_low", "best_high", "mean", "sd", "low", "high", "behind",
                "behind_low", "behind_high", "p_mcnemar_holm", "significant", "p_best", "parameters",
                "images_per_second", "front", "logme",
            ],
            rows: rows.map { row in
                let cell = row.contender.cell
                return [
                    String(row.place), row.contender.backbone.rawValue, String(cell.runs), Numbers.exact(cell.best),
                    Numbers.exact(row.bootstrap.low), Numbers.exact(row.bootstrap.high), Numbers.exact(cell.mean),
                    cell.standardDeviation.map(Numbers.exact) ?? "", Numbers.exact(cell.interval.low),
                    Numbers.exact(cell.interval.high), Numbers.exact(row.behind),
                    Numbers.exact(row.behindInterval.low), Numbers.exact(row.behindInterval.high),
                    Numbers.exact(row.p), row.isSignificant ? "1" : "0", Numbers.exact(row.probabilityOfBest),
                    row.contender.parameters.map(String.init) ?? "",
                    row.contender.imagesPerSecond.map(Numbers.exact) ?? "", row.isOnFront ? "1" : "0",
                    row.logME.map { "\($0)" } ?? "",
                ]
            })
    }

    /// For a reader: the ranking, what is sure of it, and how that was found.
    public func markdown(use: String, notes: [String]) -> String {
        var lines = ["# Backbones on \(column.title)", "", results.profile.heading, "", verdict, ""]
        lines += [
            "| | backbone | best (95 %) | mean of runs (95 %) | behind the first (95 %) | p | P(best) "
                + "| parameters | images/s |",
            "|--:|---|--:|--:|--:|--:|--:|--:|--:|",
        ]
        lines += rows.map { row in
            let cell = row.contender.cell
            let isFirst = row.place == 1
            return "| \(row.place) | \(row.contender.backbone.title)\(row.isOnFront ? " †" : "") "
                + "| \(Numbers.percent(cell.best)) (\(Self.text(row.bootstrap))) "
                + "| \(Numbers.percent(cell.mean)) (\(Self.text(cell.interval))), n = \(cell.runs) "
                + "| \(isFirst ? "" : "\(Numbers.percent(row.behind)) (\(Self.text(row.behindInterval)))") "
                + "| \(isFirst ? "" : Self.p(row.p)) | \(Numbers.percent(100 * row.probabilityOfBest)) % "
                + "| \(row.contender.parameters.map(grouped) ?? "–") "
                + "| \(row.contender.imagesPerSecond.map { Numbers.digits($0, 1) } ?? "–") |"
        }
        lines += ["", "† No other is as accurate and faster.", "", "## Which differences are significant", ""]
        lines.append("| | " + rows.map { $0.contender.backbone.title }.joined(separator: " | ") + " |")
        lines.append("|---|" + rows.map { _ in "--:|" }.joined())
        lines += rows.indices.map { index in
            let fields = rows.indices.map { other in
                index == other ? "" : (pairs[index][other] < Self.level ? "**\(Self.p(pairs[index][other]))**" : "·")
            }
            return "| \(rows[index].contender.backbone.title) | " + fields.joined(separator: " | ") + " |"
        }
        lines += ["", "p where it is below \(Self.level), · elsewhere.", "", "## How this was found", ""]
        lines += (method + notes).map { "- \($0)" }
        return (lines + ["", "## To use it", "", use, ""]).joined(separator: "\n")
    }

    /// One sentence or two: who is first, and who may be as good.
    public var verdict: String {
        guard let first = rows.first else { return "" }
        let level = rows.dropFirst().filter { !$0.isSignificant }.map { $0.contender.backbone.title }
        let start =
            "\(first.contender.backbone.title) is first with \(Numbers.percent(first.contender.cell.best)) % "
            + "(\(Self.text(first.bootstrap)))."
        if rows.count == 1 { return start }
        return start + " "
            + (level.isEmpty
                ? "It is significantly better than every other."
                : "Not significantly behind it: \(level.joined(separator: ", ")).")
    }

    private var method: [String] {
        let images = rows.first?.contender.hits.count ?? 0
        let selections = Set(rows.map { $0.contender.selection ?? "test" }).sorted()
        var lines = [
            "Places go by the best run. Its interval, the differences and P(best) are those of a paired bootstrap "
                + "over the \(grouped(images)) test images (\(grouped(PairedBootstrap.draws)) draws); they say nothing "
                + "of other seeds. The mean's interval does: Student's t over the runs, or Wilson's with one run.",
            "p is McNemar's exact test on the best runs' predictions, two-sided, corrected by Holm for all "
                + "\(rows.count * (rows.count - 1) / 2) pairs; significant is p < \(Self.level).",
            selections == ["test"]
                ? "The test images chose the best epoch and the best run, as in the study: accuracies are a little "
                    + "too good, for all alike. SELECTION=validation avoids that."
                : "Images that chose the epoch: \(selections.joined(separator: ", ")).",
            "Images/s is the speed of the evaluations on the machine that ran them.",
        ]
        if correlation == nil && rows.contains(where: { $0.logME != nil }) {
            lines.append(
                "Rank correlation (Spearman) of LogME on frozen features with the best top-1: none, it takes three "
                    + "backbones that differ in both.")
        }
        if let correlation {
            let (low, high) = (
                max(-1, correlation.value - correlation.margin), min(1, correlation.value + correlation.margin)
            )
            lines.append(
                "Rank correlation (Spearman) of LogME on frozen features with the best top-1: "
                    + "\(Numbers.percent(correlation.value)) "
                    + "(\(Numbers.percent(low)) to \(Numbers.percent(high))), over "
                    + "\(rows.count { $0.logME != nil }) backbones.")
        }
        return lines
    }

    /// The ranking for a terminal.
    public var text: String {
        var table = TextTable(
            header: ["", "backbone", "best", "95 %", "behind", "p", "parameters", "images/s"],
            rightAligned: [0, 2, 4, 5, 6, 7])
        for row in rows {
            table.append([
                String(row.place), row.contender.backbone.title, Numbers.percent(row.contender.cell.best),
                Self.text(row.bootstrap), row.place == 1 ? "" : Numbers.percent(row.behind),
                row.place == 1 ? "" : Self.p(row.p), row.contender.parameters.map(grouped) ?? "",
                row.contender.imagesPerSecond.map { Numbers.digits($0, 1) } ?? "",
            ])
        }
        return "\(results.profile.heading)\n\(table.text)\n\(verdict)"
    }

    static func text(_ interval: Interval) -> String {
        "\(Numbers.percent(interval.low)) to \(Numbers.percent(interval.high))"
    }

    private static func p(_ value: Double) -> String { value < 0.001 ? "< 0.001" : Numbers.digits(value, 3) }
}
