import Backbones
import Datasets
import Layers
import Storage

/// What a run that may be unfinished has reached: its best weights, from its checkpoint or from the state in which it
/// was stopped.
extension TrainingRun {
    /// Whether the run has come to its end with the present inputs.
    public var isFinished: Bool { outputs.reasons.isEmpty }

    /// The epochs done and the seconds that they took, as far as they are on disk; nil before the first, and where there
    /// is neither a checkpoint nor a state to go on from.
    public func epochs() throws -> (count: Int, seconds: Double)? {
        let path = outputs.files[0]
        guard isFinished || Inputs.recorded(in: resumeFile.path) == setup.inputs,
            Path.exists(path), Inputs.recorded(in: path) == setup.inputs
        else { return nil }
        let rows = try CSVTable(path: path).records
        func sum(_ column: String) -> Double { rows.reduce(0) { $0 + ($1[column].flatMap(Double.init) ?? 0) } }
        return rows.isEmpty ? nil : (rows.count, sum("train_seconds") + sum("test_seconds"))
    }

    /// For each image that chooses between epochs, and between runs, whether the best weights so far are right.
    ///
    /// - Throws: `Failure` where the run has not begun.
    public func bestHits() throws -> [Bool] { try bestHits(on: setup.judges) }

    /// The same for the test images, whichever images choose.
    public func bestTestHits() throws -> [Bool] { try bestHits(on: (setup.dataset.test, nil)) }

    private func bestHits(on images: (part: PreparedPart, images: [Int]?)) throws -> [Bool] {
        let (part, chosen) = images
        let predictor = Predictor(try bestNetwork(), batch: setup.values.batch)
        let logits = try predictor.logits(loader(part, setup.testNormalisation), of: chosen)
        return Metrics.hits(logits: logits, labels: chosen.map { $0.map { part.labels[$0] } } ?? part.labels)
    }

    /// Writes the best weights so far as a checkpoint, beside the run's own.
    public func writeBest(to path: String, top1: Double) throws {
        try CheckpointFile.write(
            to: path, network: try bestNetwork(), setup: setup, provenance: provenance, top1: top1)
    }

    private func bestNetwork() throws -> Network {
        let values = setup.values
        let network = try Network(
            try setup.backbone.graph(
                height: values.imageHeight, width: values.imageWidth, classes: setup.dataset.classes.count,
                size: values.backboneSize))
        if isFinished {
            try network.load(try StateDict(path: outputs.recorder), backbone: setup.backbone.id)
            return network
        }
        let best = try Snapshot(of: network)
        let course = DualOpt(
            adamWPatience: values.adamW.patience, sgdPatience: values.sgd.patience, maxEpochs: values.maxEpochs,
            improvesOnTie: values.improvesOnTie)
        let state = try resumeFile.read(
            network: network, best: best, inputs: setup.inputs, course: course,
            optimizer: { try makeOptimizer($0, network) })
        guard state != nil else { throw Failure("the run has not begun, or with other inputs", at: resumeFile.path) }
        best.restore(network)
        return network
    }
}
