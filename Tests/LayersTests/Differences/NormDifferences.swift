import Layers
import TestSupport
import Testing

@Suite struct NormDifferences {
    @Test(arguments: batchNorms) func batchNorm(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: residuals) func batchNormWithResidual(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: slices) func batchNormOfASlice(test: LayerCase) throws { try Differences.check(test) }
    @Test(arguments: layerNorms) func layerNorm(test: LayerCase) throws { try Differences.check(test) }

    /// Every activation with every remainder, and with a gradient in two summands.
    static let batchNorms: [LayerCase] = Activation.allCases.enumerated().flatMap { number, activation in
        oddChannels.enumerated().flatMap { place, channels in
            let test = batchNorm(channels, activation)
            // Each activation's pairs with some of the remainders.
            return (place + number) % 3 == 0 ? [test, test.readTwice()] : [test]
        }
    }

    static let residuals: [LayerCase] = [Activation.identity, .relu].flatMap { activation in
        oddChannels.flatMap { channels in
            let test = batchNorm(channels, activation, residual: true)
            return [test, test.readTwice()]
        }
    }

    private static func batchNorm(_ channels: Int, _ activation: Activation, residual: Bool = false) -> LayerCase {
        LayerCase(
            testDescription: "batch norm \(channels), \(activation)" + (residual ? ", residual" : ""), height: 5,
            width: 3, channels: residual ? [channels, channels] : [channels], scale: 2, isTheSameInInference: false
        ) { graph, x in
            try graph.append(BatchNorm("bn", in: graph, channels, epsilon: 1e-3, activation: activation), x)
        } naive: { x, parameters in
            let y = x[0].batchNormalized(parameters["bn.weight"], parameters["bn.bias"], epsilon: 1e-3)
            return (residual ? y + x[1] : y).activated(activation)
        }
    }

    /// The first channels of a wider map, alone and beside another reader of the map, to whose gradient the
    /// norm adds its own.
    static let slices: [LayerCase] = [Activation.identity, .relu, .silu].flatMap { activation in
        oddChannels.dropFirst().enumerated().flatMap { place, channels in
            [0, 1, 6].flatMap { more in
                let alone = slice(channels - 1, of: channels + more, activation, joined: false)
                let joined = slice(channels - 1, of: channels + more, activation, joined: true)
                return (place + more) % 3 == 0 ? [alone, joined, joined.readTwice()] : [alone, joined]
            }
        }
    }

    private static func slice(_ channels: Int, of wide: Int, _ activation: Activation, joined: Bool) -> LayerCase {
        LayerCase(
            testDescription: "batch norm \(channels) of \(wide), \(activation)" + (joined ? ", joined" : ""),
            height: 3, width: 3, channels: [wide], isTheSameInInference: false
        ) { graph, x in
            let y = try graph.append(
                BatchNorm("bn", in: graph, channels, activation: activation, readsSlice: true), x)
            if joined { try graph.append(Join(), [x[0], y[0]]) }
        } naive: { x, parameters in
            let y = x[0].slice(0..<channels).batchNormalized(parameters["bn.weight"], parameters["bn.bias"])
                .activated(activation)
            return joined ? x[0].joined(y) : y
        }
    }

    static let layerNorms: [LayerCase] = oddChannels.flatMap { channels in
        [
            layerNorm(channels, height: 1, width: 1, joined: false),
            layerNorm(channels, height: 4, width: 3, joined: false),
            layerNorm(channels, height: 4, width: 3, joined: true),
            layerNorm(channels, height: 2, width: 3, joined: false).readTwice(),
        ]
    }

    private static func layerNorm(_ channels: Int, height: Int, width: Int, joined: Bool) -> LayerCase {
        // One channel is normalised to nothing.
        let epsilon: Float = channels == 1 ? 1 : 1e-5
        return LayerCase(
            testDescription: "layer norm \(channels) of \(height)x\(width)" + (joined ? ", joined" : ""),
            height: height, width: width, channels: [channels], scale: 2
        ) { graph, x in
            let y = try graph.append(LayerNorm("norm", in: graph, channels, epsilon: epsilon), x)
            if joined { try graph.append(Join(), [x[0], y[0]]) }
        } naive: { x, parameters in
            let y = x[0].layerNormalized(parameters["norm.weight"], parameters["norm.bias"], epsilon: epsilon)
            return joined ? x[0].joined(y) : y
        }
    }

    /// Running statistics, in training and in inference, of a whole map and of a slice.
    @Test(arguments: [5, 8, 17], [0, 3])
    func runningStatistics(channels: Int, more: Int) throws {
        let wide = channels + more
        func build(_ graph: Graph, _ x: [Value]) throws {
            try graph.append(
                BatchNorm("bn", in: graph, channels, momentum: 0.25, activation: .silu, readsSlice: more > 0), x)
        }
        let x = Hashed.uniform("x", 2 * 12 * wide, scale: 3)
        let slice = Tensor(2, 4, 3, wide, x.map { Double($0) }).slice(0..<channels)
        let state = ["weight", "bias", "running_mean", "running_var"].map { name in
            Hashed.uniform(name, channels).map { name == "running_var" ? 1.5 + $0 : $0 }
        }
        let (weight, bias) = (state[0].map { Double($0) }, state[1].map { Double($0) })
        for phase in [Phase.training, .inference] {
            let circuit = try Circuit(batch: 2, height: 4, width: 3, channels: [wide], phase: phase, build)
            for (name, values) in zip(["weight", "bias", "running_mean", "running_var"], state) {
                circuit["bn.\(name)"] = values
            }
            let y = circuit.forward(x)
            var (mean, variance) = (state[2].map { Double($0) }, state[3].map { Double($0) })
            let expected: Tensor
            if phase == .training {
                expected = slice.batchNormalized(weight, bias)
                let moments = slice.moments()
                for c in 0..<channels {
                    mean[c] += 0.25 * (moments.mean[c] - mean[c])
                    variance[c] += 0.25 * (moments.variance[c] * 24 / 23 - variance[c])
                }
            } else {
                expected = slice.normalized(mean, variance, weight, bias)
            }
            #expect(Deviation.largest(y.map { Double($0) }, expected.activated(.silu).values) < 1e-6)
            #expect(Deviation.largest(circuit["bn.running_mean"].map { Double($0) }, mean) < 1e-6)
            #expect(Deviation.largest(circuit["bn.running_var"].map { Double($0) }, variance) < 1e-6)
        }
    }
}
