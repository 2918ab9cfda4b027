import Backbones
import Foundation
import Storage
import TestSupport
import Testing
import Training

/// What selection within a budget asks of training: stops on epoch boundaries, features, plans.
@Suite(.serialized) struct HalvingTests {
    private final class Hits: TrainingObserver {
        var last: [Bool] = []
        func runStarts(afterEpoch epoch: Int, note: String?) {}
        func batchEnds(epoch: Int, phase: DualOpt.Phase, part: String, images: Int, of count: Int, loss: Double?) {}
        func epochEnds(_ epoch: Epoch, bestTop1: Double) {}
        func bestChanges(_ hits: [Bool]) { last = hits }
    }

    private func run(_ study: TinyStudy, _ setup: RunSetup, _ name: String) -> TrainingRun {
        TrainingRun(
            setup, folder: study.results(name), provenance: Provenance(program: "test"), saveInterval: 3600)
    }

    @Test func aRunThatStopsAfterEpochsEndsWithTheSameBytes() throws {
        let study = try TinyStudy(["max_epochs": "4", "backbone_size": "\"miniature\""])
        let setup = try study.setup()
        let whole = try study.train(setup, "whole")
        let observer = Hits()
        try withThreads(1) {
            #expect(try run(study, setup, "pieces").execute(observer, until: 1) == false)
            let folder = study.results("pieces")
            #expect(try TinyStudy.files(folder).contains("resume.h5"))
            #expect(try !TinyStudy.files(folder).contains("checkpoint.h5"))
            #expect(try TinyStudy.history(folder).count == 1)
            let stopped = run(study, setup, "pieces")
            #expect(!stopped.isFinished)
            #expect(try stopped.epochs()?.count == 1)
            // What the observer saw is what the stored weights give.
            #expect(try stopped.bestHits() == observer.last && observer.last.count == TinyStudy.images.test)
            // Asked for an epoch that is done, it does nothing.
            #expect(try stopped.execute(Silent(), until: 1) == false)
            #expect(try TinyStudy.history(folder).count == 1)
            try stopped.writeBest(to: study.results("best.h5"), top1: 0.25)
            #expect(try StoredCheckpoint(path: study.results("best.h5")).classes == setup.dataset.classes)
            #expect(try run(study, setup, "pieces").execute(observer, until: 3) == false)
            #expect(try run(study, setup, "pieces").execute(observer))
            let finished = run(study, setup, "pieces")
            #expect(finished.isFinished)
            #expect(try finished.bestHits() == observer.last)
        }
        #expect(try TinyStudy.history(study.results("pieces")) == TinyStudy.history(whole))
        func weights(_ folder: String) throws -> [String: [Float]] {
            let file = try HDF5Reader(path: Path.join(folder, "checkpoint.h5"))
            return try Dictionary(
                uniqueKeysWithValues: file.names(in: "parameters").map { ($0, try file.floats("parameters/\($0)")) })
        }
        #expect(try weights(study.results("pieces")) == weights(whole))
    }

    @Test func frozenFeaturesAreThoseBeforeTheHead() throws {
        let study = try TinyStudy(["backbone_size": "\"miniature\"", "image_size": "[64, 64]"])
        let first = try study.setup()
        for backbone in Backbone.all {
            let setup = try RunSetup(
                dataset: first.dataset, percent: 100, backbone: backbone, run: 1, values: first.values,
                weights: .random)
            let frozen = try FrozenFeatures(setup)
            let images = FrozenFeatures.images(of: setup, limit: 7)
            let features = try frozen.features(of: images)
            #expect(features.count == 7 * frozen.dimensions && frozen.dimensions > 1, "\(backbone.id)")
            #expect(features.allSatisfy(\.isFinite) && Set(features).count > 7, "\(backbone.id)")
            // One image at a time gives the same, to rounding.
            let single = try frozen.features(of: [images[3]])
            let own = features[(3 * frozen.dimensions)..<(4 * frozen.dimensions)]
            #expect(zip(single, own).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($1)) }, "\(backbone.id)")
        }
    }

    @Test func fewerImagesLieInsideMore() throws {
        let setup = try TinyStudy().setup()
        let (few, more) = (
            FrozenFeatures.images(of: setup, limit: 10), FrozenFeatures.images(of: setup, limit: 30)
        )
        #expect(few.count == 10 && more.count == 30 && Set(few).isSubset(of: more))
        #expect(FrozenFeatures.images(of: setup, limit: 1000) == setup.samples)
    }

    @Test func halvingPlansCount() {
        #expect([11, 6, 3, 2, 1].map { HalvingPlan.rungs(for: $0) } == [5, 4, 3, 2, 1])
        #expect([11, 2, 1].map { HalvingPlan.survivors(of: $0) } == [6, 1, 1])
        // 6 + 3 + 2 + 1 epochs behind the first of eleven.
        #expect(HalvingPlan.leastCost(of: 11, epoch: 10) == 120)
        #expect(HalvingPlan.leastCost(of: 1, epoch: 10) == 0)
        // Two rungs of 100 seconds each, 20 seconds an epoch of both.
        #expect(HalvingPlan.epochs(remaining: 200, epochs: [10, 10], count: 2) == 5)
        #expect(HalvingPlan.epochs(remaining: 25, epochs: [10, 10], count: 2) == 1)
        #expect(HalvingPlan.epochs(remaining: 19, epochs: [10, 10], count: 2) == 0)
        #expect(HalvingPlan.epochs(remaining: 100, epochs: [], count: 2) == 0)
    }

    @Test func oddFilesAreNoCheckpoints() throws {
        let folder = try TemporaryFolder("checkpoints")
        #expect(throws: Failure.self) { try StoredCheckpoint(path: folder.file("none.h5")) }
        try AtomicFile.write("text", to: folder.file("text.h5"))
        #expect(throws: Failure.self) { try StoredCheckpoint(path: folder.file("text.h5")) }
        try HDF5Writer.write(to: folder.file("other.h5")) { try $0.setAttribute("backbone", "resnet50") }
        #expect(throws: Failure.self) { try StoredCheckpoint(path: folder.file("other.h5")) }
    }
}
