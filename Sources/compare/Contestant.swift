import CommandSupport
import Foundation
import Numerics
import Storage
import Study
import Training

/// A backbone in successive halving: the first run of its cell, trained piece by piece.
final class Contestant {
    let id: BackboneID
    let setup: RunSetup
    let logME: Double
    private let run: TrainingRun
    private let quiet: Bool
    /// Whether the image was right, for the images that choose; nil until the first look.
    private(set) var hits: [Bool]?
    private(set) var epochs = 0
    private(set) var isFinished = false
    private var hasDiverged = false
    /// Seconds an epoch: foretold from the speed in inference, then measured.
    private(set) var epochSeconds: Double
    /// What the speed in inference says of an epoch.
    let foretold: Double
    /// Called behind each epoch.
    var epochEnds: () -> Void = {}
    /// Whether `epochSeconds` was measured here.
    private(set) var isMeasured = false

    /// A step forward and back takes about three times as long as forward alone.
    private static let stepFactor = 3.0

    init(
        _ id: BackboneID, _ setup: RunSetup, folder: String, score: LogMETable.Row, memory: Int, quiet: Bool
    ) throws {
        (self.id, self.setup, self.quiet, logME) = (id, setup, quiet, score.score)
        run = TrainingRun(
            setup, folder: folder, provenance: Provenance(program: "compare", extra: EngineDescription.entries),
            memory: memory)
        let images = Double(setup.samples.count) * Self.stepFactor + Double(Self.judges(of: setup))
        foretold = images / score.imagesPerSecond
        epochSeconds = foretold
        isFinished = run.isFinished
        if let done = try run.epochs() {
            (epochs, epochSeconds, isMeasured) = (done.count, done.seconds / Double(done.count), true)
        }
    }

    private static func judges(of setup: RunSetup) -> Int {
        let (part, images) = setup.judges
        return images?.count ?? part.count
    }

    /// In percent, by the best epoch so far.
    var top1: Double { hits.map { 100 * Double($0.count { $0 }) / Double(max(1, $0.count)) } ?? 0 }

    /// Corrects a foretold time by how much longer others took.
    func scale(_ factor: Double) { if !isMeasured { epochSeconds = foretold * factor } }

    /// Trains to the end of an epoch, at most to the run's own end, and looks at what the best weights get right.
    func advance(to last: Int) throws {
        let before = epochs
        if last > epochs && !isFinished {
            let notes = ContestantProgress(id.rawValue, quiet: quiet, epochEnds) { [weak self] in self?.hits = $0 }
            do {
                isFinished = try run.execute(notes, until: last)
            } catch let failure as Failure where notes.diverges {
                // It has lost, and the others go on.
                Console.note("\(failure)")
                (isFinished, hasDiverged) = (true, true)
            }
            epochs = notes.epochs
            if epochs > before {
                (epochSeconds, isMeasured) = (notes.seconds / Double(epochs - before), true)
            }
        }
        if hasDiverged { hits = Array(repeating: false, count: Self.judges(of: setup)) }
        if hits == nil { hits = try run.bestHits() }
    }

    func testHits() throws -> [Bool] { try run.bestTestHits() }

    /// Gives the best weights so far a name that stays.
    func keep(as path: String) throws {
        guard !hasDiverged else {
            throw Failure("no backbone was left: the loss of each became no number", at: id.rawValue)
        }
        if hits == nil { hits = try run.bestHits() }
        if isFinished {
            try KeptModel.keep(run.outputs.recorder, as: path)
        } else {
            try run.writeBest(to: path, top1: top1 / 100)
        }
    }
}

/// Shows a contestant's epochs, and notes what its best epoch gets right.
private final class ContestantProgress: TrainingObserver {
    private(set) var epochs = 0
    private(set) var diverges = false
    /// Of the epochs alone; what it takes to start and to stop comes once a rung.
    private(set) var seconds = 0.0
    private let title: String
    private let quiet: Bool
    private let bar: ProgressBar
    private let end: () -> Void
    private let note: ([Bool]) -> Void

    init(_ title: String, quiet: Bool, _ end: @escaping () -> Void, note: @escaping ([Bool]) -> Void) {
        (self.title, self.quiet, self.end, self.note) = (title, quiet, end, note)
        bar = ProgressBar(quiet: quiet)
    }

    func runStarts(afterEpoch epoch: Int, note: String?) {
        epochs = epoch
        if let note, !quiet { Console.print(note) }
    }

    func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?) {
        bar.draw("\(title) epoch \(epoch) \(part)", done: images, of: count)
    }

    func runDiverges() { diverges = true }

    func bestChanges(_ hits: [Bool]) { note(hits) }

    func epochEnds(_ epoch: Epoch, bestTop1: Double) {
        epochs = epoch.number
        seconds += epoch.trainSeconds + epoch.testSeconds
        end()
        bar.clear()
        if quiet { return }
        Console.print(
            "  \(title) epoch \(epoch.number) \(epoch.phase.rawValue): "
                + "top-1 \(Numbers.percent(100 * epoch.test.top1)) %, "
                + "best \(Numbers.percent(100 * bestTop1)) %, \(Budget.text(epoch.trainSeconds + epoch.testSeconds))")
    }
}
