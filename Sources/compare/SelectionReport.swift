import Backbones
import Layers
import Storage
import Study
import Training

/// What a selection found: who won, who was dropped when, and how sure that is.
struct SelectionReport {
    struct Line {
        /// The backbone's last row: where it was dropped, or won.
        let row: SelectionRecord.Row
        let place: Int
        let scorePlace: Int
        let imagesPerSecond: Double
        let parameters: Int
        /// 95 %, in percent; nil where it was not trained.
        let interval: Interval?
    }

    let lines: [Line]
    let record: SelectionRecord
    private let budget: Double
    private let options: ColumnOptions
    private let testHits: [Bool]?
    private let choosing: String
    /// Spearman's, of LogME: with the accuracies behind the first epoch, and with finished cells.
    private let early, late: (value: Estimate, count: Int)?

    init(
        _ record: SelectionRecord, scores: LogMETable, contestants: [Contestant], budget: Double,
        options: ColumnOptions, testHits: [Bool]?
    ) throws {
        (self.record, self.budget, self.options, self.testHits) = (record, budget, options, testHits)
        let rows = contestants.compactMap { contestant in record.rows.last { $0.backbone == contestant.id } }
        // Who came further is better; within a rung accuracy decides, and LogME among the skipped.
        func key(_ row: SelectionRecord.Row) -> (Int, Int, Double, Double) {
            (row.outcome == .wins ? 1 : 0, row.outcome == .skipped ? -1 : row.rung, row.top1, row.logME)
        }
        let ranked = rows.sorted { key($1) < key($0) }
        let byScore = rows.sorted { $1.logME < $0.logME }.map(\.backbone)
        lines = try ranked.enumerated().map { index, row in
            guard let contestant = contestants.first(where: { $0.id == row.backbone }) else {
                throw Failure("is no contestant", at: row.backbone.rawValue)
            }
            let (setup, values) = (contestant.setup, contestant.setup.values)
            let graph = try setup.backbone.graph(
                height: values.imageHeight, width: values.imageWidth, classes: setup.dataset.classes.count,
                size: values.backboneSize)
            return Line(
                row: row, place: index + 1, scorePlace: 1 + (byScore.firstIndex(of: row.backbone) ?? 0),
                imagesPerSecond: scores.rows[row.backbone]?.imagesPerSecond ?? 0,
                parameters: graph.parameters.parameterCount,
                interval: row.images == 0 ? nil : Self.wilson(row.correct, row.images))
        }
        let validation = contestants.first.map { !$0.setup.heldOut.isEmpty } ?? false
        choosing = validation ? "held-out training images" : "test images"
        let first = record.rung(1).isEmpty ? record.rung(0).filter { $0.images > 0 } : record.rung(1)
        early = Self.correlation(first.map { ($0.logME, Self.estimate($0.correct, $0.images)) })
        let cells = try contestants.compactMap { contestant in
            try StoredCell.read(options.column.cell(contestant.id), in: options.place.folder).map {
                (
                    contestant.logME,
                    Estimate($0.cell.best, margin: ($0.cell.interval.high - $0.cell.interval.low) / 2)
                )
            }
        }
        late = Self.correlation(cells)
    }

    private static func wilson(_ correct: Int, _ images: Int) -> Interval {
        let fraction = Interval.wilson(successes: correct, trials: images)
        return Interval(low: 100 * fraction.low, high: 100 * fraction.high)
    }

    private static func estimate(_ correct: Int, _ images: Int) -> Estimate {
        let interval = wilson(correct, images)
        return Estimate(100 * Double(correct) / Double(images), margin: (interval.high - interval.low) / 2)
    }

    private static func correlation(_ pairs: [(Double, Estimate)]) -> (value: Estimate, count: Int)? {
        RankCorrelation.spearman(pairs.map { Estimate($0.0) }, pairs.map(\.1)).map { ($0, pairs.count) }
    }

    var figure: ComparisonFigure {
        ComparisonFigure(
            lines.compactMap { line in
                line.interval.map {
                    .init(
                        line.row.backbone, top1: line.row.top1, interval: $0, parameters: line.parameters,
                        imagesPerSecond: line.imagesPerSecond)
                }
            }, title: "Backbones on \(options.column.title), as far as trained", heading: options.place.profile.heading,
            inputs: inputs)
    }

    private var inputs: Inputs {
        var inputs = record.inputs
        for line in lines {
            inputs["result \(line.row.backbone.rawValue)"] =
                "rung \(line.row.rung), \(line.row.epochs) epochs, \(line.row.correct) of \(line.row.images)"
        }
        return inputs
    }

    /// A row a backbone, the best first.
    func csv(comments: [(key: String, value: String)]) -> CSVTable {
        CSVTable(
            comments: [("heading", options.place.profile.heading)] + comments
                + [("spent_seconds", Numbers.exact(record.spent)), ("chosen_by", choosing)] + inputs.comments,
            columns: [
                "place", "backbone", "outcome", "rung", "epochs", "finished", "top1", "low", "high", "p_best",
                "p_stays", "logme", "logme_place", "parameters", "images_per_second", "epoch_seconds",
            ],
            rows: lines.map { line in
                let row = line.row
                return [
                    String(line.place), row.backbone.rawValue, row.outcome.rawValue, String(row.rung),
                    String(row.epochs), row.isFinished ? "1" : "0", row.images > 0 ? Numbers.exact(row.top1) : "",
                    line.interval.map { Numbers.exact($0.low) } ?? "",
                    line.interval.map { Numbers.exact($0.high) } ?? "",
                    row.probabilityOfBest.map(Numbers.exact) ?? "",
                    row.probabilityOfStaying.map(Numbers.exact) ?? "", "\(row.logME)", String(line.scorePlace),
                    String(line.parameters), Numbers.exact(line.imagesPerSecond), Numbers.exact(row.epochSeconds),
                ]
            })
    }

    private func fate(_ row: SelectionRecord.Row) -> String {
        switch row.outcome {
        case .wins: row.isFinished ? "kept, trained to its end" : "kept, \(row.epochs) epochs"
        case .stays: "left behind after \(row.epochs) epochs"
        case .dropped: "dropped in rung \(row.rung), after \(row.epochs) epochs"
        case .skipped: "not trained: the budget had no room"
        }
    }

    private static func percent(_ value: Double?) -> String { value.map { Numbers.percent(100 * $0) + " %" } ?? "–" }

    var text: String {
        var table = TextTable(
            header: ["", "backbone", "top-1", "what became of it", "P(best)", "LogME", "images/s"],
            rightAligned: [0, 2, 4, 5, 6])
        for line in lines {
            table.append([
                String(line.place), line.row.backbone.title,
                line.row.images > 0 ? Numbers.percent(line.row.top1) : "–", fate(line.row),
                Self.percent(line.row.probabilityOfBest), FrozenStage.text(line.row.logME),
                Numbers.digits(line.imagesPerSecond, 1),
            ])
        }
        return ([table.text] + findings).joined(separator: "\n")
    }

    func markdown(best: String) -> String {
        var text = ["# Which backbone for \(options.column.title), in \(Budget.text(budget))", ""]
        text += [options.place.profile.heading, ""]
        text += ["| | backbone | top-1 (95 %) | what became of it | P(best) | P(stays) | LogME (place) | images/s |"]
        text += ["|--:|---|--:|---|--:|--:|--:|--:|"]
        text += lines.map { line in
            let interval = line.interval.map {
                "\(Numbers.percent(line.row.top1)) (\(Numbers.percent($0.low)) to \(Numbers.percent($0.high)))"
            }
            return "| \(line.place) | \(line.row.backbone.title) | \(interval ?? "–") | \(fate(line.row)) "
                + "| \(Self.percent(line.row.probabilityOfBest)) | \(Self.percent(line.row.probabilityOfStaying)) "
                + "| \(FrozenStage.text(line.row.logME)) (\(line.scorePlace)) "
                + "| \(Numbers.digits(line.imagesPerSecond, 1)) |"
        }
        text += ["", "## What is sure, and how it was found", ""] + findings.map { "- \($0)" }
        text += [
            "- Top-1 is that of the best epoch so far on the \(choosing), with Wilson's interval. Those dropped early "
                + "trained less: their accuracies are no judgement of what they could reach.",
            "- P(best): the share of \(grouped(PairedBootstrap.draws)) paired bootstraps of these images in which it "
                + "was the best of its last rung. P(stays): in which it was in the half that went on. Both speak of "
                + "the rung as it stood, not of epochs that were never trained.",
            "- LogME (You et al. 2021) on frozen features of \(images) training images. Backbones with a poor LogME "
                + "were skipped only where the budget had no room for their epochs.",
            "", "## To use the best model", "", "`\(options.use(best))`", "",
        ]
        return text.joined(separator: "\n")
    }

    private var images: String {
        let counts = (try? LogMETable(path: options.file("logme.csv")))?.rows.values.map(\.images) ?? []
        return grouped(counts.max() ?? 0)
    }

    private var findings: [String] {
        var found = ["\(Budget.text(record.spent)) of \(Budget.text(budget)) were used."]
        if let last = record.rows.last(where: { $0.outcome == .wins }) {
            let chance = record.rows.filter { $0.outcome == .dropped }.compactMap(\.probabilityOfBest).max()
            found.append(
                "\(last.backbone.title) is kept: \(Numbers.percent(last.top1)) % of the \(choosing) after "
                    + "\(last.epochs) epochs."
                    + (chance.map { " The likeliest of those dropped had P(best) \(Numbers.percent(100 * $0)) %." }
                        ?? ""))
        }
        if let testHits {
            let interval = Self.wilson(testHits.count { $0 }, testHits.count)
            let top1 = 100 * Double(testHits.count { $0 }) / Double(max(1, testHits.count))
            found.append(
                "On the \(grouped(testHits.count)) test images, which chose nothing, it gets "
                    + "\(Numbers.percent(top1)) % (\(Numbers.percent(interval.low)) to "
                    + "\(Numbers.percent(interval.high)))."
            )
        } else {
            found.append(
                "The test images chose, so that its accuracy is a little too good: SELECTION=validation holds others "
                    + "out."
            )
        }
        func sentence(_ what: String, _ found: (value: Estimate, count: Int)?) -> String {
            guard let (value, count) = found else {
                return "Rank correlation of LogME with \(what): none, it takes three backbones that differ in both."
            }
            let (low, high) = (max(-1, value.value - value.margin), min(1, value.value + value.margin))
            return "Rank correlation (Spearman) of LogME with \(what): \(Numbers.percent(value.value)) "
                + "(\(Numbers.percent(low)) to \(Numbers.percent(high))), \(count) backbones."
        }
        found.append(sentence("the accuracies of the first rung", early))
        found.append(sentence("fully fine-tuned accuracies", late))
        return found
    }
}
