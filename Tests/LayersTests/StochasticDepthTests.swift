import Layers
import Numerics
import TestSupport
import Testing

/// Stochastic depth: torchvision's mode "row", in the sum behind a residual branch.
@Suite struct StochasticDepthTests {
    private static let count = 21

    private func circuit(
        probability: Float = 0.3, phase: Phase = .training, before: Int = 0, batch: Int = 64
    ) throws -> Circuit {
        try Circuit(batch: batch, channels: [Self.count, Self.count], phase: phase) { graph, x in
            var branch = x[1]
            for index in 0..<before { branch = try graph.append(ActivationLayer("other\(index)", .identity), branch) }
            try graph.append(ResidualSum("sum", probability: probability), [x[0], branch])
        }
    }

    /// For each sample whether its branch is kept.
    private func mask(_ circuit: Circuit, _ step: Step) -> [Bool] {
        circuit.step = step
        let values = step.samples.count * Self.count
        let y = circuit.forward([Float](repeating: 0, count: values), [Float](repeating: 1, count: values))
        return step.samples.indices.map { y[$0 * Self.count] != 0 }
    }

    private func step(seed: UInt64 = 1, run: Int = 1, epoch: Int = 1, samples: Range<Int> = 5..<69) -> Step {
        Step(random: CounterRandom(seed: seed, purpose: .dropout, run: run, epoch: epoch), samples: Array(samples))
    }

    @Test func isAFunctionOfSeedRunEpochSampleAndLayer() throws {
        let plain = try circuit()
        let first = mask(plain, step())
        #expect(mask(plain, step()) == first)
        #expect(mask(try circuit(), step()) == first)
        let others = [
            mask(plain, step(seed: 2)), mask(plain, step(run: 2)), mask(plain, step(epoch: 2)),
            mask(plain, step(samples: 100..<164)), mask(try circuit(before: 1), step()),
        ]
        #expect(Set(others + [first]).count == others.count + 1)
        // The sample decides, not its place in the batch.
        var turned = step()
        turned.samples.reverse()
        #expect(mask(plain, turned) == first.reversed())
    }

    @Test(arguments: [Float(0.05), 0.2, 0.5, 0.9])
    func dropsAtItsRate(probability: Float) throws {
        let batch = 20_000
        let circuit = try circuit(probability: probability, batch: batch)
        let kept = mask(circuit, step(samples: 0..<batch)).count { $0 }
        // Five standard deviations of a binomial.
        let deviation = (Double(probability * (1 - probability)) / Double(batch)).squareRoot()
        #expect(abs(Double(kept) / Double(batch) - Double(1 - probability)) < 5 * deviation)
    }

    /// A sample's branch is dropped or enlarged as a whole, and so is its gradient; the shortcut passes.
    @Test(arguments: KernelSet.supported, [false, true])
    func samplesAreDroppedWhole(kernels: KernelSet, isScaled: Bool) throws {
        let (batch, pixels, channels) = (40, 6, Self.count)
        let circuit = try Circuit(
            batch: batch, height: 2, width: 3, channels: [channels, channels], kernels: kernels
        ) { graph, x in
            let scale = isScaled ? graph.declare("scale", [channels, 1, 1], .constant(1)) : nil
            try graph.append(ResidualSum("sum", probability: 0.25, scale: scale), x)
        }
        let scale = isScaled ? Hashed.uniform("scale", channels) : [Float](repeating: 1, count: channels)
        if isScaled { circuit["scale"] = scale }
        let values = batch * pixels * channels
        let (shortcut, branch) = (Hashed.uniform("shortcut", values), Hashed.uniform("branch", values))
        let dy = Hashed.uniform("dy", values)
        let y = circuit.forward(shortcut, branch)
        let gradients = try circuit.backward(dy)
        #expect(gradients[0] == dy)
        var dropped = 0
        for n in 0..<batch {
            let sample = (n * pixels * channels)..<((n + 1) * pixels * channels)
            if y[sample] == shortcut[sample] {
                dropped += 1
                #expect(gradients[1][sample].allSatisfy { $0 == 0 })
            } else {
                let factor: Float = 1 / (1 - 0.25)
                let expected = sample.map { shortcut[$0] + branch[$0] * scale[$0 % channels] * factor }
                #expect(Deviation.largest(Array(y[sample]), expected) < 1e-6)
                let gradient = sample.map { dy[$0] * scale[$0 % channels] * factor }
                #expect(Deviation.largest(Array(gradients[1][sample]), gradient) < 1e-6)
            }
        }
        // Ten are expected; the mask depends on the numbers of the samples alone.
        #expect((3...20).contains(dropped))
    }

    @Test func isAPlainSumInInferenceAndWithProbabilityZero() throws {
        let values = 64 * Self.count
        let (shortcut, branch) = (Hashed.uniform("shortcut", values), Hashed.uniform("branch", values))
        let expected = zip(shortcut, branch).map { $0 + $1 }
        #expect(try circuit(phase: .inference).forward(shortcut, branch) == expected)
        #expect(try circuit(probability: 0).forward(shortcut, branch) == expected)
    }

    @Test func theSameLayerWithAnotherProbability() {
        let graph = Graph(input: FeatureShape(height: 1, width: 1, channels: 2))
        let scale = graph.declare("scale", [2, 1, 1], .constant(1))
        let layer = ResidualSum("sum", probability: 0.5, scale: scale).with(probability: 0)
        #expect(layer.name == "sum" && layer.probability == 0 && layer.kind == "Add, layer scale")
    }
}
