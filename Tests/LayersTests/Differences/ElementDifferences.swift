import Layers
import Numerics
import TestSupport
import Testing

/// Layers that work on elements, samples and channels.
@Suite struct ElementDifferences {
    @Test(arguments: activations) func activation(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: gates) func squeezeExcitation(test: LayerCase) throws { try Differences.check(test) }

    static let activations: [LayerCase] = Activation.allCases.flatMap { activation in
        (oddChannels + [101]).flatMap { count in
            [Float(0.5), 6, 40].map { scale in
                LayerCase(
                    testDescription: "\(activation) of \(count) within \(scale)", batch: 1, channels: [count],
                    scale: scale
                ) { graph, x in
                    try graph.append(ActivationLayer("activation", activation), x)
                } naive: { x, _ in
                    x[0].activated(activation)
                }
            }
        }
    }

    static let gates: [LayerCase] = [(Activation.relu, Activation.hardsigmoid), (.silu, .sigmoid), (.relu, .sigmoid)]
        .flatMap {
            activation, gate in
            zip(oddChannels, [1, 2, 3, 8, 5, 4, 9, 17, 7]).map { channels, squeezed in
                LayerCase(
                    testDescription: "gate of \(channels) through \(squeezed), \(activation), \(gate)", batch: 3,
                    height: 2, width: 3, channels: [channels]
                ) { graph, x in
                    try graph.append(
                        SqueezeExcitation(
                            "se", in: graph, channels, squeezed: squeezed, activation: activation, gate: gate,
                            initializer: .kaimingUniform), x)
                } naive: { x, parameters in
                    x[0].squeezedAndExcited(
                        parameters["se.fc1.weight"], parameters["se.fc1.bias"], parameters["se.fc2.weight"],
                        parameters["se.fc2.bias"], activation, gate: gate)
                }
            }
        }

    /// The mask is a constant of the definition: what the layer makes of ones.
    @Test(arguments: oddChannels, [Float(0), 0.4])
    func dropout(channels: Int, probability: Float) throws {
        @Sendable func build(_ graph: Graph, _ x: [Value]) throws {
            try graph.append(Dropout("dropout", probability), x)
        }
        let circuit = try Circuit(batch: 5, height: 2, width: 3, channels: [channels], build)
        let ones = circuit.forward([Float](repeating: 1, count: 30 * channels))
        let mask = Tensor(5, 2, 3, channels, ones.map { Double($0) })
        try Differences.check(
            LayerCase(
                testDescription: "dropout \(channels), \(probability)", batch: 5, height: 2, width: 3,
                channels: [channels], isTheSameInInference: probability == 0, build: build
            ) { x, _ in x[0] * mask })
    }

    struct Sum: Sendable, CustomTestStringConvertible {
        let channels: Int
        let probability: Float
        let isScaled: Bool
        /// Whether the branch is a layer norm of the shortcut, whose gradient joins the sum's.
        let branches: Bool

        var testDescription: String {
            "sum of \(channels), \(probability)" + (isScaled ? ", scaled" : "") + (branches ? ", of one map" : "")
        }

        static let all = oddChannels.flatMap { channels in
            [Float(0), 0.5].flatMap { probability in
                [false, true].map { isScaled in
                    Sum(
                        channels: channels, probability: probability, isScaled: isScaled,
                        branches: channels % 2 == 0 || channels == 33)
                }
            }
        }
    }

    @Test(arguments: Sum.all)
    func residualSum(sum: Sum) throws {
        let channels = sum.channels
        @Sendable func build(_ graph: Graph, _ x: [Value]) throws {
            let scale = sum.isScaled ? graph.declare("scale", [channels, 1, 1], .constant(1)) : nil
            var branch = x[x.count - 1]
            if sum.branches { branch = try graph.append(LayerNorm("norm", in: graph, channels, epsilon: 1e-5), branch) }
            try graph.append(ResidualSum("sum", probability: sum.probability, scale: scale), [x[0], branch])
        }
        // The factor of each sample is what becomes of a branch of ones.
        let plain = try Circuit(batch: 7, channels: sum.branches ? [channels] : [channels, channels], build)
        var factors = [Double](repeating: 1, count: 7)
        if sum.isScaled { plain["scale"] = [Float](repeating: 1, count: channels) }
        if sum.branches { plain["norm.bias"] = [Float](repeating: 1, count: channels) }
        let zeros = [Float](repeating: 0, count: 7 * channels)
        let y = plain.forward(zeros, zeros.map { $0 + 1 })
        for n in factors.indices { factors[n] = Double(y[n * channels]) }
        #expect(Set(factors) == (sum.probability == 0 ? [1] : [0, 2]))

        let constant = factors
        try Differences.check(
            LayerCase(
                testDescription: sum.testDescription, batch: 7, height: 2, width: 2,
                channels: sum.branches ? [channels] : [channels, channels],
                isTheSameInInference: sum.probability == 0, build: build
            ) { x, parameters in
                var branch = x[x.count - 1]
                if sum.branches {
                    branch = branch.layerNormalized(parameters["norm.weight"], parameters["norm.bias"], epsilon: 1e-5)
                }
                if sum.isScaled { branch = branch.map(parameters["scale"], *) }
                return x[0] + branch.scaled(samples: constant)
            })
    }
}
