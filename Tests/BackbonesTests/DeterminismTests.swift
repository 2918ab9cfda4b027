import Backbones
import Layers
import Numerics
import TestSupport
import Testing

/// What threads and repetition do to a training step.
@Suite(.serialized) struct DeterminismTests {
    /// The loss, the logits and the gradients of one step.
    private func step(_ training: inout GoldenTraining, _ images: String) -> [[Float]] {
        let loss = training.run(images)
        return [[Float(loss)], training.logits, Array(training.network.gradients.values)]
    }

    private func check(_ id: String, _ size: Backbone.Size) throws {
        let golden = try GoldenBackbone(id, size)
        let images = try golden.string("train/images")
        var results: [[[Float]]] = []
        for threads in 1...2 {
            try withThreads(threads) {
                var training = try GoldenTraining(golden, "train")
                let first = step(&training, images)
                // The running statistics have moved; they take no part in training.
                let again = step(&training, images)
                #expect(first == again, "\(threads) threads gave other bits the second time")
                results.append(first + [Array(training.network.statistics.values)])
            }
        }
        for (result, expected) in zip(results[1], results[0]) where !expected.isEmpty {
            #expect(Deviation.relative(result, expected) < 1e-4)
        }
    }

    @Test(arguments: GoldenBackbone.ids)
    func threadsChangeRoundingOnly(id: String) throws { try check(id, .miniature) }

    @Test(
        .enabled(if: GoldenBackbone.checksFullSize, "Full-size numbers take minutes: `make test-full` checks them."),
        arguments: GoldenBackbone.ids)
    func threadsChangeRoundingOnlyInFullSize(id: String) throws { try check(id, .full) }
}
