import Backbones
import Datasets
import Foundation
import Layers
import Numerics
import Storage

/// What a run tells while it goes.
public protocol TrainingObserver: AnyObject {
    /// Before the first epoch; `epoch` is above zero where an interrupted run is taken up.
    func runStarts(afterEpoch epoch: Int, note: String?)
    /// Behind each batch. `part` is "train", or "test" or "validation", where `loss` is nil.
    func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?)
    func epochEnds(_ epoch: Epoch, bestTop1: Double)
    /// The loss is no number any more: the run ends with an error.
    func runDiverges()
    /// Behind the test of an epoch that is the best so far: for each image that decides whether it was right.
    func bestChanges(_ hits: [Bool])
}

extension TrainingObserver {
    public func runDiverges() {}
    public func bestChanges(_ hits: [Bool]) {}
}

/// One run of one cell, from initial weights to checkpoint.h5 and history.csv.
public final class TrainingRun {
    let setup: RunSetup
    private let folder: String
    let provenance: Provenance
    private let saveInterval: Double
    private let memory: Int
    private let clock = ContinuousClock()

    /// - Parameters:
    ///   - folder: the run's folder, Results/<profile>/<dataset>/<percent>/<backbone>/run<k>.
    ///   - saveInterval: the state is kept for resuming at most this often, in seconds.
    ///   - memory: the most bytes that training may take; the results are the same for any number.
    public init(
        _ setup: RunSetup, folder: String, provenance: Provenance, saveInterval: Double = 30, memory: Int = .max
    ) {
        self.setup = setup
        self.folder = folder
        self.provenance = provenance
        self.saveInterval = saveInterval
        self.memory = memory
    }

    /// The run's files, of which the checkpoint, written last, records the inputs.
    public var outputs: Outputs {
        Outputs(
            recorder: Path.join(folder, "checkpoint.h5"), others: [Path.join(folder, "history.csv")],
            inputs: setup.inputs)
    }

    /// What SHA256SUMS of the folder vouches for.
    private static let sealed = ["checkpoint.h5", "history.csv"]

    /// Seals a finished run that was killed before it could do so itself.
    public func seal() throws { try Sums.complete(Self.sealed, in: folder) }

    var resumeFile: ResumeFile { ResumeFile(path: Path.join(folder, "resume.h5")) }

    /// Trains to the end, taking up an interrupted run where it was.
    ///
    /// - Parameter last: stops after this epoch, counted from 1 over both phases, with the state kept in resume.h5:
    ///   the next call goes on there, with the same bits as without the stop.
    /// - Returns: whether the run has come to its end, and its checkpoint is written.
    /// - Throws: `Failure` where weights or images cannot be read, where a batch does not fit into the memory,
    ///   where the disk is full, and where the loss is no number any more: then the best weights so far are in
    ///   diverged.h5.
    @discardableResult
    public func execute(_ observer: any TrainingObserver, until last: Int = .max) throws -> Bool {
        let values = setup.values
        let size = (height: values.imageHeight, width: values.imageWidth)
        let network = try Network(
            try setup.backbone.graph(
                height: size.height, width: size.width, classes: setup.dataset.classes.count,
                size: values.backboneSize))
        try initialize(network)
        let best = try Snapshot(of: network)
        let arena = Arena()
        let memory = TrainingMemory.activations(network.graph.parameters, within: memory)
        let trainer = Trainer(
            network, loader(setup.dataset.train, setup.trainNormalisation), samples: setup.samples, batch: values.batch,
            seed: values.seed, run: setup.run, augmentation: values.trivialAugment, arena: arena, memory: memory)
        let (judges, judging) = setup.judges
        let testLoader = loader(judges, setup.testNormalisation)
        let predictor = Predictor(network, batch: values.batch, arena: arena, memory: memory)
        let testLabels = judging.map { $0.map { judges.labels[$0] } } ?? judges.labels

        var course = DualOpt(
            adamWPatience: values.adamW.patience, sgdPatience: values.sgd.patience, maxEpochs: values.maxEpochs,
            improvesOnTie: values.improvesOnTie)
        var history: [[String]] = []
        var optimizer = try makeOptimizer(.adamw, network)
        var note: String?
        if let (state, restored) = try resumeFile.read(
            network: network, best: best, inputs: setup.inputs, course: course,
            optimizer: { try makeOptimizer($0, network) })
        {
            (course, history, optimizer) = (state.course, state.history, restored)
        } else if Path.exists(resumeFile.path) {
            note = "\(resumeFile.path) belongs to a run with other inputs: starting over"
        }
        observer.runStarts(afterEpoch: course.epoch, note: note)
        try Sums.unseal(Self.sealed, in: folder)

        var lastSave = clock.now
        var next = DualOpt.Next.goOn
        while next != .stop && course.epoch < last {
            let (phase, number) = (course.phase, course.epoch + 1)
            let start = clock.now
            let loss: Double
            do {
                loss = try trainer.train(epoch: number, optimizer: optimizer) { images, loss in
                    observer.batchEnds(
                        epoch: number, phase: phase, part: "train", images: images, of: setup.samples.count, loss: loss)
                }
            } catch let divergence as Divergence {
                observer.runDiverges()
                throw try keepBest(best, network, divergence, history, course)
            }
            let middle = clock.now
            let logits = try predictor.logits(testLoader, of: judging) { images in
                observer.batchEnds(
                    epoch: number, phase: phase, part: setup.values.selection.rawValue, images: images,
                    of: testLabels.count, loss: nil)
            }
            let test = Metrics(
                logits: logits, labels: testLabels, classes: setup.dataset.classes.count, batch: values.batch)
            // The last update of an epoch can do what no training loss shows any more.
            guard test.meanLoss.isFinite else {
                observer.runDiverges()
                throw try keepBest(
                    best, network, Divergence(epoch: number, batch: nil, loss: test.meanLoss), history, course)
            }
            let improved: Bool
            (improved, next) = course.record(correct: test.correct)
            if improved {
                best.take(network)
                observer.bestChanges(Metrics.hits(logits: logits, labels: testLabels))
            }
            let epoch = Epoch(
                number: number, phase: phase, trainLoss: loss, trainImages: setup.samples.count, test: test,
                isBest: improved, trainSeconds: (middle - start).seconds, testSeconds: (clock.now - middle).seconds)
            history.append(epoch.fields)
            observer.epochEnds(epoch, bestTop1: Double(course.best ?? 0) / Double(testLabels.count))
            if next == .switchToSGD {
                best.restore(network)
                optimizer = try makeOptimizer(.sgd, network)
            }
            if next != .stop, (clock.now - lastSave).seconds >= saveInterval || course.epoch == last {
                let state = ResumeFile.State(course: course, optimizerSteps: optimizer.steps, history: history)
                try resumeFile.write(
                    state, network: network, best: best, optimizer: optimizer, inputs: setup.inputs)
                try writeHistory(history)
                lastSave = clock.now
            }
        }
        guard next == .stop else { return false }
        try writeHistory(history)
        best.restore(network)
        try CheckpointFile.write(
            to: outputs.recorder, network: network, setup: setup, provenance: provenance,
            top1: Double(course.best ?? 0) / Double(testLabels.count))
        try AtomicFile.remove(resumeFile.path)
        try Sums.seal(Self.sealed, in: folder)
        return true
    }

    private func initialize(_ network: Network) throws {
        let (seed, run, head) = (setup.values.seed, setup.run, setup.backbone.head)
        network.initialize(seed: seed, run: run)
        if case .file(let path, _) = setup.weights {
            try network.load(try StateDict(path: path), backbone: setup.backbone.id, keepingHead: head)
            // The study puts a new torch.nn.Linear in the head's place, whatever the family starts its own with.
            network.initializeLinear(head, seed: seed, run: run)
        }
    }

    func loader(_ part: PreparedPart, _ normalisation: TrainingProtocol.Normalisation) -> ImageLoader {
        ImageLoader(
            part, imageSize: (setup.values.imageHeight, setup.values.imageWidth), mean: normalisation.mean,
            std: normalisation.std)
    }

    func makeOptimizer(_ phase: DualOpt.Phase, _ network: Network) throws -> any Optimizer {
        let (adamW, sgd) = (setup.values.adamW, setup.values.sgd)
        switch phase {
        case .adamw:
            return try AdamW(
                network, learningRate: adamW.learningRate, beta1: adamW.beta1, beta2: adamW.beta2,
                epsilon: adamW.epsilon, weightDecay: adamW.weightDecay)
        case .sgd: return try SGD(network, learningRate: sgd.learningRate, momentum: sgd.momentum)
        }
    }

    private func writeHistory(_ rows: [[String]]) throws {
        let table = CSVTable(
            comments: provenance.comments + [("wall_seconds", String(format: "%.0f", Self.wallSeconds(rows)))]
                + setup.inputs.comments, columns: Epoch.columns, rows: rows)
        try table.write(to: Path.join(folder, "history.csv"))
    }

    /// The time of all epochs, those before an interruption included.
    private static func wallSeconds(_ rows: [[String]]) -> Double {
        rows.reduce(0) { $0 + (Double($1[10]) ?? 0) + (Double($1[11]) ?? 0) }
    }

    /// Saves what is good when the loss is no number, and says what happened.
    private func keepBest(
        _ best: Snapshot, _ network: Network, _ divergence: Divergence, _ history: [[String]], _ course: DualOpt
    ) throws -> Failure {
        let place = divergence.batch.map { "batch \($0)" } ?? "on the test images"
        let what = "the loss became \(divergence.loss) in epoch \(divergence.epoch), \(place)"
        let advice = "Try another SEED=, a lower learning rate in Data/protocol, or other weights."
        guard course.best != nil else { return Failure(what, at: folder, advice: advice) }
        let path = Path.join(folder, "diverged.h5")
        best.restore(network)
        let top1 = Double(course.best ?? 0) / Double(setup.judges.images?.count ?? setup.dataset.test.count)
        try CheckpointFile.write(to: path, network: network, setup: setup, provenance: provenance, top1: top1)
        try writeHistory(history)
        return Failure(what, at: folder, advice: "The best weights so far are in \(path). \(advice)")
    }
}

extension Duration {
    /// The length in seconds.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
