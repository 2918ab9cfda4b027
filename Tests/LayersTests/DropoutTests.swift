import Layers
import Numerics
import TestSupport
import Testing

@Suite struct DropoutTests {
    private func circuit(
        probability: Float = 0.3, phase: Phase = .training, before: Int = 0, batch: Int = 2, count: Int = 1001
    ) throws -> Circuit {
        try Circuit(batch: batch, channels: [count], phase: phase) { graph, x in
            var x = x[0]
            for index in 0..<before { x = try graph.append(ActivationLayer("other\(index)", .identity), x) }
            try graph.append(Dropout("dropout", probability), x)
        }
    }

    private func mask(_ circuit: Circuit, _ step: Step? = nil) -> [Bool] {
        if let step { circuit.step = step }
        return circuit.forward([Float](repeating: 1, count: 2002)).map { $0 != 0 }
    }

    private func step(seed: UInt64 = 1, run: Int = 1, epoch: Int = 1, samples: [Int] = [5, 6]) -> Step {
        Step(random: CounterRandom(seed: seed, purpose: .dropout, run: run, epoch: epoch), samples: samples)
    }

    @Test func isAFunctionOfSeedRunEpochSampleAndLayer() throws {
        let plain = try circuit()
        let first = mask(plain, step())
        #expect(mask(plain, step()) == first)
        #expect(mask(try circuit(), step()) == first)
        let others = [
            mask(plain, step(seed: 2)), mask(plain, step(run: 2)), mask(plain, step(epoch: 2)),
            mask(plain, step(samples: [7, 8])), mask(try circuit(before: 1), step()),
        ]
        #expect(Set(others + [first]).count == others.count + 1)
        // The sample decides, not its place in the batch.
        let turned = mask(plain, step(samples: [6, 5]))
        #expect(turned == Array(first[1001...] + first[..<1001]))
    }

    @Test(arguments: [Float(0.2), 0.5, 0.75])
    func keepsTheExpectation(probability: Float) throws {
        let circuit = try circuit(probability: probability, batch: 40)
        let count = 40 * 1001
        let y = circuit.forward([Float](repeating: 2, count: count))
        let kept = y.filter { $0 != 0 }
        #expect(kept.allSatisfy { $0 == 2 * (1 / (1 - probability)) })
        // Five standard deviations of a binomial.
        let share = Double(kept.count) / Double(count)
        let deviation = (Double(probability * (1 - probability)) / Double(count)).squareRoot()
        #expect(abs(share - Double(1 - probability)) < 5 * deviation)
    }

    @Test func backwardUsesTheSameMask() throws {
        let circuit = try circuit()
        let x = Hashed.uniform("x", 2002)
        let y = circuit.forward(x)
        let dy = Hashed.uniform("dy", 2002)
        let dx = try circuit.backward(dy)[0]
        let scale = 1 / (1 - Float(0.3))
        #expect(y.count { $0 == 0 } > 400)
        for index in y.indices { #expect(dx[index] == (y[index] == 0 ? 0 : dy[index] * scale)) }
    }

    @Test func isTheIdentityInInferenceAndWithProbabilityZero() throws {
        let x = Hashed.uniform("x", 2002)
        #expect(try circuit(phase: .inference).forward(x) == x)
        #expect(try circuit(probability: 0).forward(x) == x)
    }
}
