import Layers
import Numerics
import TestSupport
import Testing

@Suite struct LayerTests {
    /// A layer that gets what it cannot take says which it is.
    @Test func unfitInputsAreErrorsThatNameTheLayer() throws {
        let graph = Graph(input: FeatureShape(height: 4, width: 2, channels: 6))
        func message(_ inputs: [Value]? = nil, _ layer: () throws -> any Layer) -> String {
            let error = #expect(throws: LayerError.self) { try graph.append(try layer(), inputs ?? [graph.input]) }
            return error?.description ?? ""
        }
        func conv(_ inputs: Int, kernel: Int, padding: Int? = nil, groups: Int = 1) throws -> any Layer {
            try Convolution(
                "conv9", in: graph, inputs, 6, kernel: kernel, padding: padding, groups: groups,
                initializer: .kaimingUniform)
        }
        #expect(message { try conv(5, kernel: 1) } == "conv9 takes 5 channels and gets 6")
        #expect(
            message { try conv(6, kernel: 3, padding: 0) } == "conv9: a 3x3 window does not fit an input of 4x2x6")
        #expect(message { try conv(6, kernel: 3, groups: 4) } == "conv9: 4 groups do not divide 6 and 6 channels")
        #expect(
            message { MaxPool("pool9", kernel: 3, stride: 2, padding: 0) }
                == "pool9: a 3x3 window does not fit an input of 4x2x6")
        #expect(message { BatchNorm("bn9", in: graph, 7) }.hasPrefix("bn9 takes 7 channels"))
        #expect(message { Linear("fc9", in: graph, 7, 2) } == "fc9 takes 7 features and gets 6")
        #expect(
            message {
                SqueezeExcitation("se9", in: graph, 7, squeezed: 2, gate: .hardsigmoid, initializer: .kaimingUniform)
            }
                == "se9 takes 7 channels and gets 6")
        let smaller = try graph.append(GlobalAveragePool("mean"), graph.input)
        #expect(
            message([graph.input, smaller]) { ChannelShuffle("shuffle9", splits: true) }
                .hasPrefix("shuffle9 takes two equal feature maps"))
        #expect(message([graph.input, smaller]) { BatchNorm("bn8", in: graph, 6) }.hasPrefix("bn8 takes 6 channels"))
    }

    /// The derivative behind a residual sum is taken from the output, which tells it for ReLU only.
    @Test func residualSumsGoWithReLUOrNothing() throws {
        let graph = Graph(input: FeatureShape(height: 2, width: 2, channels: 4))
        for activation in [Activation.hardswish, .silu, .hardsigmoid] {
            let error = #expect(throws: LayerError.self) {
                try graph.append(
                    BatchNorm("bn", in: graph, 4, activation: activation), [graph.input, graph.input])
            }
            #expect(error?.description.contains(activation.rawValue) == true)
        }
    }

    /// Extents and operations of a few layers, counted by hand.
    @Test func shapesAndMultiplyAdds() throws {
        let graph = Graph(input: FeatureShape(height: 9, width: 6, channels: 12))
        let conv = try Convolution(
            "conv", in: graph, 12, 8, kernel: 3, stride: 2, groups: 4, initializer: .kaimingUniform)
        #expect(conv.weight.shape == [8, 3, 3, 3])
        let y = try graph.append(conv, graph.input)
        #expect(y.shape == FeatureShape(height: 5, width: 3, channels: 8))
        #expect(conv.multiplyAdds([graph.input.shape]) == 5 * 3 * 8 * 3 * 9)
        let se = SqueezeExcitation("se", in: graph, 8, squeezed: 2, gate: .hardsigmoid, initializer: .kaimingUniform)
        #expect(se.multiplyAdds([y.shape]) == 2 * 8 * 2)
        let pooled = try graph.append(GlobalAveragePool("mean"), y)
        #expect(pooled.shape == FeatureShape(height: 1, width: 1, channels: 8))
        #expect(Linear("fc", in: graph, 8, 10).multiplyAdds([pooled.shape]) == 80)
        #expect(BatchNorm("bn", in: graph, 8).multiplyAdds([y.shape]) == 0)
    }

    /// One value has no unbiased variance.
    @Test func batchNormOfOneValueKeepsTheRunningVariance() throws {
        let circuit = try Circuit(batch: 1, channels: [3]) { graph, x in
            try graph.append(BatchNorm("bn", in: graph, 3, momentum: 0.5), x)
        }
        circuit["bn.weight"] = [1, 2, 3]
        circuit["bn.bias"] = [4, 5, 6]
        circuit["bn.running_var"] = [7, 8, 9]
        // The deviation is that of epsilon, whose inverse enlarges rounding.
        #expect(Deviation.largest(circuit.forward([10, 20, 30]), [4, 5, 6]) < 1e-3)
        #expect(circuit["bn.running_mean"] == [5, 10, 15])
        #expect(circuit["bn.running_var"] == [7, 8, 9])
        #expect(try circuit.backward([1, 1, 1]) == [[0, 0, 0]])
    }

    /// Enough work that the team takes part: its size changes rounding only.
    @Test(arguments: [2, 3])
    func largeLayersAgreeOnEveryTeam(threads: Int) throws {
        func run(_ threads: Int) throws -> [[Float]] {
            try withThreads(threads) {
                let circuit = try Circuit(batch: 5, height: 31, width: 29, channels: [24]) { graph, x in
                    var y = try graph.append(
                        try Convolution(
                            "dw", in: graph, 24, 24, kernel: 5, groups: 24, bias: true, initializer: .kaimingUniform),
                        x[0])
                    y = try graph.append(BatchNorm("bn", in: graph, 24, activation: .hardswish), y)
                    y = try graph.append(ActivationLayer("relu", .relu), y)
                    y = try graph.append(
                        SqueezeExcitation(
                            "se", in: graph, 24, squeezed: 8, gate: .hardsigmoid, initializer: .kaimingUniform), y)
                    try graph.append(MaxPool("pool", kernel: 3, stride: 2, padding: 1), y)
                }
                circuit.network.initialize(seed: 1, run: 1)
                let y = circuit.forward(Hashed.uniform("x", 5 * 31 * 29 * 24))
                let dx = try circuit.backward(Hashed.uniform("dy", y.count))
                return [y, dx[0], Array(circuit.network.gradients.values), Array(circuit.network.statistics.values)]
            }
        }
        for (result, expected) in zip(try run(threads), try run(1)) {
            #expect(Deviation.relative(result, expected) < 2e-6)
        }
    }

    /// torch.nn.init's distributions, by their moments and bounds.
    @Test func initialValuesHaveTorchsDistributions() throws {
        let graph = Graph(input: FeatureShape(height: 1, width: 1, channels: 1))
        let cases: [(Initializer, deviation: Double, bound: Float)] = [
            (.kaimingNormalFanOut, (2.0 / (64 * 9)).squareRoot(), .infinity),
            (.kaimingUniform, 1 / (3.0 * 32 * 9).squareRoot(), 1 / Float(32 * 9).squareRoot()),
            (.uniform(fanIn: 100), 0.1 / 3.0.squareRoot(), 0.1),
            (.normal(deviation: 0.01), 0.01, .infinity),
        ]
        let parameters = cases.enumerated().map { graph.declare("p\($0.offset)", [64, 32, 3, 3], $0.element.0) }
        let constant = graph.declare("c", [5], .constant(3))
        let network = try Network(graph)
        network.initialize(seed: 1, run: 1)
        for (parameter, test) in zip(parameters, cases) {
            let values = UnsafeBufferPointer(start: network.value(parameter), count: parameter.count).map { Double($0) }
            let count = Double(values.count)
            let mean = values.reduce(0, +) / count
            let deviation = (values.reduce(0) { $0 + $1 * $1 } / count - mean * mean).squareRoot()
            #expect(abs(mean) < 5 * test.deviation / count.squareRoot(), "\(test.0)")
            #expect(abs(deviation / test.deviation - 1) < 0.02, "\(test.0)")
            #expect(values.allSatisfy { abs($0) <= Double(test.bound) }, "\(test.0)")
        }
        #expect((0..<5).allSatisfy { network.value(constant)[$0] == 3 })
        // Seeds and runs differ; the same seed and run do not.
        let first = Array(network.values.values)
        network.initialize(seed: 1, run: 1)
        #expect(Array(network.values.values) == first)
        network.initialize(seed: 1, run: 2)
        #expect(Array(network.values.values) != first)
        network.initialize(seed: 2, run: 1)
        #expect(Array(network.values.values) != first)
    }
}
