import Backbones
import Layers
import Numerics
import TestSupport
import Testing

/// What threads and repetition do to a training step.
@Suite(.serialized) struct DeterminismTests {
    /// The loss, the gradients and the running statistics of one step, and logits of inference.
    private func results(_ id: String, threads: Int) throws -> [[Float]] {
        try withThreads(threads) {
            let golden = try GoldenBackbone(id)
            let training = try GoldenTraining(golden, "train")
            let loss = training.run(try golden.file.string("train/images"))
            return [
                [Float(loss)], Array(training.network.gradients.values), Array(training.network.statistics.values),
                try golden.logits(height: 64, width: 64),
            ]
        }
    }

    @Test(arguments: GoldenBackbone.ids)
    func threadsChangeRoundingOnly(id: String) throws {
        let one = try results(id, threads: 1)
        for (result, expected) in zip(try results(id, threads: 2), one) {
            #expect(Deviation.relative(result, expected) < 1e-4)
        }
        for threads in 1...2 {
            let first = threads == 1 ? one : try results(id, threads: threads)
            let again = try results(id, threads: threads)
            #expect(first == again, "\(threads) threads gave other bits the second time")
        }
    }
}
