import Storage
import Study

/// selection.csv: what successive halving did, a row a backbone and rung, kept as it happens.
struct SelectionRecord {
    enum Outcome: String {
        /// Goes on to the next rung.
        case stays
        case dropped
        /// Not trained: the budget has no epoch for it.
        case skipped
        /// The last one left.
        case wins
    }

    struct Row {
        /// 0 for the first epoch of all.
        let rung: Int
        let backbone: BackboneID
        let epochs: Int
        let isFinished: Bool
        /// Of the images that choose, by the best epoch so far; 0 images where it was not trained.
        let correct, images: Int
        let epochSeconds: Double
        let logME: Double
        /// By the rung's paired bootstrap: to be the best of the rung.
        let probabilityOfBest: Double?
        /// To be among those that go on.
        let probabilityOfStaying: Double?
        let outcome: Outcome

        /// In percent.
        var top1: Double { images > 0 ? 100 * Double(correct) / Double(images) : 0 }
    }

    private static let columns = [
        "rung", "backbone", "epochs", "finished", "correct", "images", "top1", "epoch_seconds", "logme", "p_best",
        "p_stays", "outcome",
    ]

    let path: String
    let inputs: Inputs
    private(set) var rows: [Row] = []
    /// Seconds of the budget that are used up, over all calls.
    var spent = 0.0

    /// Takes up what is there, where it was made from the same inputs.
    init(path: String, inputs: Inputs) throws {
        (self.path, self.inputs) = (path, inputs)
        guard Inputs.recorded(in: path) == inputs else { return }
        let table = try CSVTable(path: path)
        spent = table.comment("spent_seconds").flatMap(Double.init) ?? 0
        rows = try table.records.map { record in
            func field<Value>(_ name: String, _ value: (String) -> Value?) throws -> Value {
                guard let text = record[name], let value = value(text) else {
                    throw Failure(
                        "has a row without a sound \(name)", at: path,
                        advice: "Remove the file: the selection then starts over, and trained epochs are kept.")
                }
                return value
            }
            return Row(
                rung: try field("rung") { Int($0) }, backbone: try field("backbone", BackboneID.init(rawValue:)),
                epochs: try field("epochs") { Int($0) }, isFinished: try field("finished") { $0 == "1" },
                correct: try field("correct") { Int($0) }, images: try field("images") { Int($0) },
                epochSeconds: try field("epoch_seconds") { Double($0) }, logME: try field("logme") { Double($0) },
                probabilityOfBest: record["p_best"].flatMap(Double.init),
                probabilityOfStaying: record["p_stays"].flatMap(Double.init),
                outcome: try field("outcome", Outcome.init(rawValue:)))
        }
    }

    /// A rung's rows, the best first; empty until it is done.
    func rung(_ number: Int) -> [Row] { rows.filter { $0.rung == number } }

    var isDone: Bool { rows.contains { $0.outcome == .wins } }

    /// A rung is written as a whole: an interrupted selection repeats it, and its runs go on where they were.
    mutating func add(_ rung: [Row], heading: String) throws {
        rows += rung
        try write(heading: heading)
    }

    func write(heading: String) throws {
        try CSVTable(
            comments: [("heading", heading)] + Provenance(program: "compare").comments
                + [("spent_seconds", Numbers.exact(spent))] + inputs.comments, columns: Self.columns,
            rows: rows.map { row in
                [
                    String(row.rung), row.backbone.rawValue, String(row.epochs), row.isFinished ? "1" : "0",
                    String(row.correct), String(row.images), row.images > 0 ? Numbers.exact(row.top1) : "",
                    Numbers.exact(row.epochSeconds), "\(row.logME)", row.probabilityOfBest.map(Numbers.exact) ?? "",
                    row.probabilityOfStaying.map(Numbers.exact) ?? "", row.outcome.rawValue,
                ]
            }
        ).write(to: path)
    }
}
