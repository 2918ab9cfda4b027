import Backbones
import TestSupport
import Testing

/// The miniatures against the same networks in PyTorch. On one thread, which does not wait for others where
/// the machine is busy; `DeterminismTests` compares with two.
@Suite(.serialized) struct MiniatureTests {
    private let bounds = GoldenBackbone.Bounds(logits: 5e-6, gradients: 2e-4, runningStatistics: 2e-6, losses: 2e-4)

    @Test(arguments: GoldenBackbone.ids)
    func evaluation(id: String) throws {
        try withThreads(1) { try GoldenBackbone(id, .miniature).checkEvaluation(bounds) }
    }

    @Test(arguments: GoldenBackbone.ids)
    func trainingStep(id: String) throws {
        try withThreads(1) { try GoldenBackbone(id, .miniature).checkTrainingStep(bounds) }
    }

    @Test(arguments: GoldenBackbone.ids)
    func fifteenLosses(id: String) throws {
        try withThreads(1) { try GoldenBackbone(id, .miniature).checkLosses(bounds) }
    }
}

/// The same in full size, with 1,000 classes in evaluation mode and ten in training.
@Suite(
    .serialized,
    .enabled(if: GoldenBackbone.checksFullSize, "Full-size numbers take minutes: `make test-full` checks them."))
struct FullSizeTests {
    @Test(arguments: GoldenBackbone.ids)
    func evaluation(id: String) throws { try GoldenBackbone(id, .full).checkEvaluation() }

    @Test(arguments: GoldenBackbone.ids)
    func trainingStep(id: String) throws {
        try withThreads(1) { try GoldenBackbone(id, .full).checkTrainingStep() }
    }

    @Test(arguments: GoldenBackbone.ids)
    func fifteenLosses(id: String) throws {
        try withThreads(1) { try GoldenBackbone(id, .full).checkLosses() }
    }
}
