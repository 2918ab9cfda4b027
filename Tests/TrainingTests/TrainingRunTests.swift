import Backbones
import Foundation
import Layers
import Storage
import TestSupport
import Testing
import Training

@Suite(.serialized) struct TrainingRunTests {
    /// Notes what a run tells.
    private final class Notes: TrainingObserver {
        var starts: [Int] = []
        var notes: [String?] = []
        var epochs: [Epoch] = []
        var trainImages: [Int] = []
        var testImages: [Int] = []

        func runStarts(afterEpoch epoch: Int, note: String?) {
            starts.append(epoch)
            notes.append(note)
        }

        func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?) {
            if part == "train" { trainImages.append(images) } else { testImages.append(images) }
            #expect((loss == nil) == (part == "test"))
            #expect(count == (part == "train" ? TinyStudy.images.train : TinyStudy.images.test))
        }

        func epochEnds(_ epoch: Epoch, bestTop1: Double) { epochs.append(epoch) }
    }

    @Test func aRunLeavesItsBestWeightsAndItsHistory() throws {
        let study = try TinyStudy(["max_epochs": "3"])
        let (setup, notes) = (try study.setup(), Notes())
        let folder = try study.train(setup, "run", notes)
        #expect(try TinyStudy.files(folder) == ["SHA256SUMS", "checkpoint.h5", "history.csv"])
        #expect(notes.starts == [0] && notes.notes == [nil])
        // The short last batch is kept.
        #expect(Array(notes.trainImages.prefix(3)) == [24, 48, 60] && notes.testImages.allSatisfy { $0 == 30 })

        let history = try TinyStudy.history(folder)
        #expect(history == notes.epochs.map { Array($0.fields.dropLast(3)) })
        #expect(history.map { $0[0] } == (1...history.count).map(String.init))
        // The epochs marked as best are those that beat all before them.
        var best = -1
        for epoch in notes.epochs {
            #expect(epoch.isBest == (epoch.test.correct > best))
            best = max(best, epoch.test.correct)
            #expect(epoch.trainLoss.isFinite && epoch.trainLoss > 0 && epoch.trainImages == 60)
        }
        // The checkpoint records its inputs and gives the best epoch's accuracy again.
        let path = Path.join(folder, "checkpoint.h5")
        let file = try HDF5Reader(path: path)
        #expect(Inputs.recorded(in: path) == setup.inputs)
        #expect(try file.attribute("backbone") == TinyStudy.backbone)
        #expect(try file.attribute("top1") == "\(Double(best) / 30 * 100)")
        #expect(try file.readStrings("classes") == setup.dataset.classes)
        let evaluation = try Evaluation(
            checkpoint: path, dataset: setup.dataset, backbone: TinyStudy.backbone, percent: 100, run: 1)
        let metrics = try withThreads(1) {
            try evaluation.execute(provenance: Provenance(program: "test")) { _, _ in }
        }
        #expect(metrics == notes.epochs.last { $0.isBest }?.test)
        let table = try CSVTable(path: Path.join(folder, "evaluation.csv"))
        #expect(table.records.first?["correct"] == "\(best)" && table.records.first?["images"] == "30")
        let predictions = try HDF5Reader(path: Path.join(folder, "predictions.h5"))
        #expect(try predictions.shape(of: "logits") == [30, 10])
        #expect(try predictions.read("labels") == setup.dataset.test.labels)
        // Nothing is left to do.
        let run = TrainingRun(setup, folder: folder, provenance: Provenance(program: "test"))
        #expect(run.outputs.reasons.isEmpty && evaluation.outputs.reasons.isEmpty)
    }

    @Test func runsAreRepeatableAndDiffer() throws {
        let study = try TinyStudy(["max_epochs": "1"])
        let first = try study.train(try study.setup(), "first")
        let again = try study.train(try study.setup(), "again")
        let other = try study.train(try study.setup(run: 2), "other")
        func checkpoint(_ folder: String) -> Data? {
            FileManager.default.contents(atPath: Path.join(folder, "checkpoint.h5"))
        }
        #expect(checkpoint(first) != nil && checkpoint(first) == checkpoint(again))
        #expect(try TinyStudy.history(first) == TinyStudy.history(again))
        #expect(try TinyStudy.history(first) != TinyStudy.history(other))
    }

    @Test func aRunStartsFromAFileOfWeights() throws {
        let study = try TinyStudy(["max_epochs": "1", "adamw_learning_rate": "0"])
        let source = Path.join(try study.train(try study.setup(), "source"), "checkpoint.h5")
        let weights = try InitialWeights(source, backbone: try study.setup().backbone, pretrained: "none")
        let folder = try study.train(try study.setup(run: 2, weights: weights), "target")
        let (a, b) = (try HDF5Reader(path: source), try HDF5Reader(path: Path.join(folder, "checkpoint.h5")))
        // With a learning rate of zero the values stay: the source's, and the second run's own head.
        for name in ["conv1.0.weight", "stage3.5.branch2.4.bias", "conv5.0.weight"] {
            #expect(try a.floats("parameters/\(name)") == b.floats("parameters/\(name)"), "\(name)")
        }
        #expect(try a.floats("parameters/fc.weight") != b.floats("parameters/fc.weight"))
    }

    /// The loss becomes NaN in the second phase: the best weights are kept, and nothing else.
    @Test func aDivergingRunKeepsItsBestWeights() throws {
        // With a learning rate of zero the first phase moves the running statistics only.
        let study = try TinyStudy(
            ["adamw_learning_rate": "0", "sgd_learning_rate": "1e30", "max_epochs": "50", "sgd_patience": "40"])
        let (setup, notes) = (try study.setup(), Notes())
        let failure = #expect(throws: Failure.self) { try study.train(setup, "run", notes) }
        #expect(failure?.what.hasPrefix("the loss became ") == true)
        #expect(failure?.what.contains("in epoch \((notes.epochs.last?.number ?? 0) + 1), batch ") == true)
        let folder = study.results("run")
        let path = Path.join(folder, "diverged.h5")
        #expect(failure?.advice.hasPrefix("The best weights so far are in \(path).") == true)
        let files = try TinyStudy.files(folder)
        #expect(files.contains("diverged.h5") && files.contains("history.csv") && !files.contains("checkpoint.h5"))
        #expect(try TinyStudy.history(folder).count == notes.epochs.count && notes.epochs.count >= 2)

        let network = try Network(try setup.backbone.graph(height: 32, width: 32, classes: 10))
        network.initialize(seed: 1, run: 1)
        let file = try HDF5Reader(path: path)
        for parameter in network.graph.parameters.all where parameter.role == .trained {
            let initial = Array(UnsafeBufferPointer(start: network.value(parameter), count: parameter.count))
            #expect(try file.floats("parameters/\(parameter.name)") == initial, "\(parameter.name)")
        }
        // A diverged run is not a finished one.
        #expect(
            TrainingRun(setup, folder: folder, provenance: Provenance(program: "test")).outputs.reasons
                == ["it has not been made yet"])
    }

    @Test func aRunThatDivergesAtOnceLeavesNothing() throws {
        let study = try TinyStudy(["adamw_learning_rate": "1e30"])
        let failure = #expect(throws: Failure.self) { try study.train(try study.setup(), "run") }
        #expect(failure?.what.contains("in epoch 1, batch ") == true)
        #expect(failure?.advice.contains("diverged.h5") == false)
        #expect(((try? TinyStudy.files(study.results("run"))) ?? []).isEmpty)
    }
}
