import Backbones
import Datasets
import Foundation
import Storage
import TestSupport
import Testing
import Training

/// A few of the sample's images, prepared, with a protocol that trains on them in a second an epoch.
final class TinyStudy {
    static let backbone = "shufflenet_v2_x2_0"
    static let images = (train: 60, test: 30)

    private let folder: TemporaryFolder
    var path: String { folder.path }
    var prepared: String { folder.file("cifar10.h5") }
    var protocols: String { folder.file("protocol") }

    /// - Parameter values: replace or follow the protocol's values, by key.
    init(_ values: [String: String] = [:]) throws {
        folder = try TemporaryFolder("tiny-study")
        try prepare()
        var all = [
            "weights": "\"none\"", "image_size": "[32, 32]", "batch": "24", "seed": "1", "improves_on_tie": "false",
            "trivial_augment": "\"before-resize\"",
            "adamw_learning_rate": "1e-3", "adamw_beta1": "0.9", "adamw_beta2": "0.999", "adamw_epsilon": "1e-8",
            "adamw_weight_decay": "0.01", "adamw_patience": "1", "sgd_learning_rate": "1e-3", "sgd_momentum": "0.9",
            "sgd_patience": "3", "max_epochs": "7",
        ]
        all.merge(values) { _, new in new }
        let lines = all.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        try AtomicFile.write(
            "[defaults]\n" + lines.joined(separator: "\n") + "\n", to: Path.join(protocols, "tiny.toml"))
    }

    /// Writes a batch for training and one for the test, in CIFAR-10's format, and prepares them.
    private func prepare() throws {
        let raw = folder.file("raw/cifar10")
        let sample = SampleCIFAR(seed: 1)
        try AtomicFile.write(Data(sample.batch(1, count: Self.images.train)), to: Path.join(raw, "data_batch_1.bin"))
        try AtomicFile.write(Data(sample.batch(2, count: Self.images.test)), to: Path.join(raw, "test_batch.bin"))
        let classes = (0..<10).map { "class\($0)" }
        try AtomicFile.write(classes.joined(separator: "\n") + "\n", to: Path.join(raw, "batches.meta.txt"))
        try AtomicFile.write(
            """
            [cifar10]
            title = "Tiny"
            domain = "synthetic"
            page = "none"
            licence = "CC0-1.0"
            layout = "cifar"
            variant = "cifar10"
            classes = \(classes.count)
            train = \(Self.images.train)
            test = \(Self.images.test)
            split = { rule = "official" }
            obtain = "Nowhere."
            files = [
                { name = "data_batch_1.bin", part = "train", images = \(Self.images.train) },
                { name = "test_batch.bin", part = "test", images = \(Self.images.test) },
            ]
            """, to: folder.file("catalogue.toml"))
        let entry = try #require(try DatasetCatalogue(path: folder.file("catalogue.toml"))["cifar10"])
        try PreparedFile.write(
            to: prepared, id: "cifar10", entry: entry,
            raw: try RawDatasets.open(
                try RawSite(
                    id: "cifar10", entry: entry, raw: folder.file("raw"), work: folder.file("unpacked"))),
            provenance: Provenance(program: "test"))
    }

    func setup(
        run: Int = 1, percent: Int = 100, trial: [String] = [], weights: InitialWeights = .random
    ) throws -> RunSetup {
        try RunSetup(
            dataset: try PreparedDataset(path: prepared), percent: percent,
            backbone: try #require(Backbone.named(Self.backbone)), run: run,
            values: try TrainingProtocol(folder: protocols, profile: "tiny", trial: trial, dataset: "cifar10"),
            weights: weights)
    }

    func results(_ name: String) -> String { folder.file(name) }

    /// Trains in this process, on one thread; returns the run's folder.
    @discardableResult
    func train(_ setup: RunSetup, _ name: String, _ observer: any TrainingObserver = Silent()) throws -> String {
        let folder = results(name)
        let run = TrainingRun(setup, folder: folder, provenance: Provenance(program: "test"), saveInterval: 0)
        try withThreads(1) { _ = try run.execute(observer) }
        return folder
    }

    /// The history without its wall times.
    static func history(_ folder: String) throws -> [[String]] {
        let table = try CSVTable(path: Path.join(folder, "history.csv"))
        #expect(table.columns == Epoch.columns)
        return table.rows.map { Array($0.dropLast(3)) }
    }

    static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }
}

final class Silent: TrainingObserver {
    func runStarts(afterEpoch epoch: Int, note: String?) {}
    func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?) {}
    func epochEnds(_ epoch: Epoch, bestTop1: Double) {}
}
