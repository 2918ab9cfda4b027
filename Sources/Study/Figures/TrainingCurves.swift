import Storage

/// The training curves of one run, from its history.csv.
public struct TrainingCurves: Sendable {
    public struct Epoch: Equatable, Sendable {
        /// Counted from 1 through both phases.
        public let epoch: Int
        public let phase: Phase
        /// Mean cross-entropy a training image.
        public let trainLoss: Double
        /// Mean cross-entropy a test image.
        public let testLoss: Double
        /// On the test set, in percent.
        public let top1: Double
        /// Whether the epoch set a new best.
        public let isBest: Bool
    }

    /// The two phases of DualOpt (the paper's Section 5).
    public enum Phase: String, Sendable {
        case adamw
        case sgd
    }

    public let cell: CellID
    public let run: Int
    public let profile: ProfileName
    /// At least one, by rising epoch.
    public let epochs: [Epoch]
    /// What the curves were made from.
    public let inputs: Inputs

    /// - Throws: `Failure` where the run has no history, with the command that makes it, and where the
    ///   history is empty or out of order.
    public init(_ cell: CellID, run: Int, in results: ResultsFolder) throws {
        let path = results.history(of: cell, run: run)
        guard Path.exists(path) else {
            throw Failure(
                "run \(run) has not been trained", at: path,
                advice: "Run `\(cell.makeCommand(profile: results.profile, runs: run))`.")
        }
        let file = try FieldReader(path: path)
        epochs = try file.rows.map { row in
            Epoch(
                epoch: try row.integer("epoch"), phase: try row.identifier("phase"),
                trainLoss: try row.number("train_loss"), testLoss: try row.number("test_loss"),
                top1: try row.number("top1"), isBest: try row.integer("best") == 1)
        }
        guard !epochs.isEmpty else { throw Failure("holds no epoch", at: path) }
        guard zip(epochs, epochs.dropFirst()).allSatisfy({ $0.epoch < $1.epoch }) else {
            throw Failure("the epochs do not rise", at: path)
        }
        self.cell = cell
        self.run = run
        profile = results.profile
        inputs = Inputs([
            "cell": cell.name, "run": String(run), "profile": results.profile.name,
            "history": try file.digest(leavingOut: ["train_seconds", "test_seconds", "images_per_second"]),
        ])
    }

    /// Where the optimiser changes: half-way between the last epoch with AdamW and the first with SGD.
    /// Nil where only one of them ran.
    public var switchEpoch: Double? {
        guard let first = epochs.firstIndex(where: { $0.phase == .sgd }), first > 0 else { return nil }
        return Double(epochs[first - 1].epoch + epochs[first].epoch) / 2
    }

    /// The epoch whose weights the run keeps.
    public var bestEpoch: Epoch? { epochs.last(where: \.isBest) }

    /// `MobileNetV3-large on NEU, 100 % of the training images, run 1`.
    public var title: String {
        "\(cell.backbone.title) on \(cell.dataset.title), \(cell.percent.rawValue) % of the training images, run \(run)"
    }

    /// The data that the figure is drawn from, a row an epoch. `switch` is `switchEpoch` in every row,
    /// `kept` the top-1 of the epoch whose weights are kept, else empty.
    public func table(comments: [(key: String, value: String)], inputs: Inputs) -> CSVTable {
        let kept = bestEpoch?.epoch
        let change = switchEpoch.map { String($0) } ?? ""
        let rows = epochs.map { epoch in
            [
                String(epoch.epoch), epoch.phase.rawValue, String(epoch.trainLoss), String(epoch.testLoss),
                Numbers.exact(epoch.top1), epoch.epoch == kept ? Numbers.exact(epoch.top1) : "", change,
            ]
        }
        return CSVTable(
            comments: [("heading", profile.heading)] + comments + inputs.comments,
            columns: ["epoch", "phase", "train_loss", "test_loss", "top1", "kept", "switch"], rows: rows)
    }
}
