import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// Single layers, forward and backward, against PyTorch in double precision, with every row of the
/// dispatch table.
@Suite struct GoldenLayerTests: GoldenSuite {
    let file: HDF5Reader

    init() throws { file = try Fixtures.golden("layers") }

    @Test func theFileHoldsTheseCases() throws {
        #expect(try file.names(in: "conv2d") == Self.convolutions.sorted())
        #expect(try file.names(in: "batch_norm") == Self.norms.sorted())
        #expect(try file.names(in: "activation") == Self.activations.map(\.rawValue).sorted())
        #expect(try file.names(in: "max_pool") == Self.maxPools.sorted())
        #expect(try file.names(in: "average_pool_2x2") == Self.averagePools.sorted())
        #expect(try file.names(in: "cross_entropy") == Self.losses.sorted())
    }

    static let convolutions = [
        "dense_1x1", "dense_1x1_s2", "dense_3x3", "dense_3x3_s2", "dense_3x3_odd_channels", "dense_4x4_s4",
        "dense_5x5_p0", "dense_7x7_s2", "grouped_3x3", "grouped_3x3_s2", "depthwise_3x3", "depthwise_3x3_s2",
        "depthwise_5x5", "depthwise_5x5_s2", "depthwise_5x5_tiny", "depthwise_7x7",
    ]

    @Test(arguments: KernelSet.supported, convolutions)
    func convolution(kernels: KernelSet, name: String) throws {
        let c = "conv2d/\(name)"
        let s = try file.integers("\(c)/settings")
        let hasBias = s[9] == 1
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [s[3]], kernels: kernels) {
            graph, x in
            try graph.append(
                try Convolution(
                    "conv", in: graph, s[3], s[4], kernel: s[5], stride: s[6], padding: s[7], groups: s[8],
                    bias: hasBias, initializer: .kaimingUniform), x)
        }
        circuit["conv.weight"] = Hashed.uniform("\(c)/weight", circuit["conv.weight"].count)
        if hasBias { circuit["conv.bias"] = Hashed.uniform("\(c)/bias", s[4]) }
        let y = circuit.forward(activation("\(c)/input", s[0], s[1], s[2], s[3]))
        try expect(y, "\(c)/output")
        let shape = circuit.network.graph.output.shape
        let dx = try circuit.backward(activation("\(c)/output_grad", s[0], shape.height, shape.width, s[4]))
        try expect(dx[0], "\(c)/input_grad")
        try expect(circuit.gradient("conv.weight"), "\(c)/weight_grad")
        if hasBias { try expect(circuit.gradient("conv.bias"), "\(c)/bias_grad") }
    }

    static let norms = [
        "none", "none_residual", "relu", "relu_residual", "relu_large_mean", "hardswish", "silu",
    ]

    @Test(arguments: KernelSet.supported, norms)
    func batchNorm(kernels: KernelSet, name: String) throws {
        let c = "batch_norm/\(name)"
        let s = try file.integers("\(c)/settings")
        let constants = try file.doubles("\(c)/constants")
        let (n, h, w, channels, hasResidual) = (s[0], s[1], s[2], s[3], s[4] == 1)
        let word = try file.string("\(c)/activation")
        let function = try #require(Activation(rawValue: word == "none" ? "identity" : word))
        let x = shifted(c, n, h, w, channels, scale: Float(constants[2]))
        let residual = activation("\(c)/residual", n, h, w, channels, scale: 2)
        func circuit(_ phase: Phase) throws -> Circuit {
            let circuit = try Circuit(
                batch: n, height: h, width: w, channels: hasResidual ? [channels, channels] : [channels], phase: phase,
                kernels: kernels
            ) { graph, values in
                try graph.append(
                    BatchNorm(
                        "bn", in: graph, channels, epsilon: Float(constants[0]), momentum: Float(constants[1]),
                        activation: function), values)
            }
            circuit["bn.weight"] = Hashed.uniform("\(c)/weight", channels, scale: 3)
            circuit["bn.bias"] = Hashed.uniform("\(c)/bias", channels)
            circuit["bn.running_mean"] = Hashed.uniform("\(c)/running_mean", channels)
            circuit["bn.running_var"] = Hashed.uniform("\(c)/running_var", channels, scale: 0.5).map { 1 + $0 }
            return circuit
        }
        let evaluation = try circuit(.inference)
        try expect(evaluation.forward(x, residual), "\(c)/evaluation_output")

        let training = try circuit(.training)
        // Means sixteen times the deviation cost two more bits.
        let tolerance = name == "relu_large_mean" ? 4 * tolerance : tolerance
        try expect(training.forward(x, residual), "\(c)/output", within: tolerance)
        try expect(training["bn.running_mean"], "\(c)/running_mean")
        try expect(training["bn.running_var"], "\(c)/running_var")
        let dx = try training.backward(activation("\(c)/output_grad", n, h, w, channels))
        try expect(dx[0], "\(c)/input_grad", within: tolerance)
        if hasResidual { try expect(dx[1], "\(c)/residual_grad") }
        try expect(training.gradient("bn.weight"), "\(c)/weight_grad", within: tolerance)
        try expect(training.gradient("bn.bias"), "\(c)/bias_grad")
    }

    static let activations: [Activation] = [.relu, .hardswish, .silu, .hardsigmoid, .gelu, .sigmoid]

    @Test(arguments: KernelSet.supported, activations)
    func activation(kernels: KernelSet, function: Activation) throws {
        let c = "activation/\(function.rawValue)"
        let circuit = try Circuit(batch: 1, channels: [203], kernels: kernels) { graph, x in
            try graph.append(ActivationLayer("activation", function), x)
        }
        // ReLU rounds nothing.
        let tolerance = function == .relu ? 0 : tolerance
        try expect(circuit.forward(Hashed.uniform("\(c)/input", 203, scale: 6)), "\(c)/output", within: tolerance)
        let dx = try circuit.backward(Hashed.uniform("\(c)/output_grad", 203))
        try expect(dx[0], "\(c)/input_grad", within: tolerance)
    }

    struct Gate: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let squeezed: Int
        let activation: Activation
        let gate: Activation

        static let all = [
            Gate(testDescription: "squeeze_excitation", squeezed: 8, activation: .relu, gate: .hardsigmoid),
            Gate(testDescription: "squeeze_excitation_silu", squeezed: 4, activation: .silu, gate: .sigmoid),
            Gate(testDescription: "squeeze_excitation_relu", squeezed: 5, activation: .relu, gate: .sigmoid),
        ]
    }

    @Test(arguments: KernelSet.supported, Gate.all)
    func squeezeExcitation(kernels: KernelSet, test: Gate) throws {
        let c = test.testDescription
        let circuit = try Circuit(batch: 3, height: 7, width: 5, channels: [16], kernels: kernels) { graph, x in
            try graph.append(
                SqueezeExcitation(
                    "se", in: graph, 16, squeezed: test.squeezed, activation: test.activation, gate: test.gate,
                    initializer: .kaimingUniform), x)
        }
        let names = ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"]
        for name in names {
            circuit["se.\(name)"] = Hashed.uniform("\(c)/\(name)", circuit["se.\(name)"].count)
        }
        try expect(circuit.forward(shifted(c, 3, 7, 5, 16, scale: 2)), "\(c)/output")
        let dx = try circuit.backward(activation("\(c)/output_grad", 3, 7, 5, 16))
        try expect(dx[0], "\(c)/input_grad")
        for name in names {
            try expect(circuit.gradient("se.\(name)"), "\(c)/\(name.replacing(".", with: "_"))_grad")
        }
    }

    static let maxPools = ["2x9x7x8", "2x8x9x9"]

    @Test(arguments: KernelSet.supported, maxPools)
    func maxPool(kernels: KernelSet, name: String) throws {
        let c = "max_pool/\(name)"
        let s = try file.integers("\(c)/settings")
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [s[3]], kernels: kernels) {
            graph, x in try graph.append(MaxPool("pool", kernel: 3, stride: 2, padding: 1), x)
        }
        try expect(circuit.forward(activation("\(c)/input", s[0], s[1], s[2], s[3])), "\(c)/output", within: 0)
        let shape = circuit.network.graph.output.shape
        let dx = try circuit.backward(activation("\(c)/output_grad", s[0], shape.height, shape.width, s[3]))
        try expect(dx[0], "\(c)/input_grad")
    }

    @Test(arguments: KernelSet.supported)
    func globalAveragePool(kernels: KernelSet) throws {
        let c = "average_pool"
        let s = try file.integers("\(c)/settings")
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [s[3]], kernels: kernels) {
            graph, x in try graph.append(GlobalAveragePool("pool"), x)
        }
        try expect(circuit.forward(activation("\(c)/input", s[0], s[1], s[2], s[3])), "\(c)/output")
        try expect(try circuit.backward(Hashed.uniform("\(c)/output_grad", s[0] * s[3]))[0], "\(c)/input_grad")
    }

    static let averagePools = ["2x7x9x17", "1x8x5x16"]

    @Test(arguments: KernelSet.supported, averagePools)
    func averagePool(kernels: KernelSet, name: String) throws {
        let c = "average_pool_2x2/\(name)"
        let s = try file.integers("\(c)/settings")
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [s[3]], kernels: kernels) {
            graph, x in try graph.append(AveragePool("pool", kernel: 2), x)
        }
        try expect(circuit.forward(activation("\(c)/input", s[0], s[1], s[2], s[3])), "\(c)/output")
        let shape = circuit.network.graph.output.shape
        let dx = try circuit.backward(activation("\(c)/output_grad", s[0], shape.height, shape.width, s[3]))
        try expect(dx[0], "\(c)/input_grad")
    }

    /// With the result in one piece, and handed out in halves.
    @Test(arguments: KernelSet.supported, [false, true])
    func channelShuffle(kernels: KernelSet, splits: Bool) throws {
        let c = "channel_shuffle"
        let s = try file.integers("\(c)/settings")
        let (rows, half) = (s[0] * s[1] * s[2], s[3] / 2)
        let circuit = try Circuit(batch: s[0], height: s[1], width: s[2], channels: [half, half], kernels: kernels) {
            graph, x in
            let y = try graph.append(ChannelShuffle("shuffle", splits: splits), x)
            if splits { try graph.append(Join(), y) }
        }
        let x = activation("\(c)/input", s[0], s[1], s[2], s[3])
        func part(_ side: Int) -> [Float] {
            (0..<rows).flatMap { row in
                let start = row * s[3] + side * half
                return x[start..<(start + half)]
            }
        }
        // Numbers move and do not change.
        try expect(circuit.forward(part(0), part(1)), "\(c)/output", within: 0)
        let dx = try circuit.backward(activation("\(c)/output_grad", s[0], s[1], s[2], s[3]))
        let joined = (0..<rows).flatMap { row in
            dx.flatMap { $0[(row * half)..<((row + 1) * half)] }
        }
        try expect(joined, "\(c)/input_grad", within: 0)
    }

    @Test(arguments: KernelSet.supported)
    func linear(kernels: KernelSet) throws {
        let circuit = try Circuit(batch: 5, channels: [24], kernels: kernels) { graph, x in
            try graph.append(Linear("fc", in: graph, 24, 10), x)
        }
        circuit["fc.weight"] = Hashed.uniform("linear/weight", 240)
        circuit["fc.bias"] = Hashed.uniform("linear/bias", 10)
        try expect(circuit.forward(Hashed.uniform("linear/input", 120)), "linear/output")
        try expect(try circuit.backward(Hashed.uniform("linear/output_grad", 50))[0], "linear/input_grad")
        try expect(circuit.gradient("fc.weight"), "linear/weight_grad")
        try expect(circuit.gradient("fc.bias"), "linear/bias_grad")
    }

    static let losses = ["moderate", "extreme"]

    @Test(arguments: losses)
    func crossEntropy(name: String) throws {
        let c = "cross_entropy/\(name)"
        let s = try file.integers("\(c)/settings")
        let scale = try #require(try file.doubles("\(c)/constants").first)
        let logits = Hashed.uniform("\(c)/input", s[0] * s[1], scale: Float(scale))
        var gradient = [Float](repeating: .nan, count: logits.count)
        let labels = Hashed.labels(s[0], classes: s[1])
        let loss = CrossEntropy.loss(logits, labels: labels, classes: s[1], gradient: &gradient)
        let expected = try file.double("\(c)/loss")
        #expect(abs(loss / expected - 1) < 1e-6, "\(loss), not \(expected)")
        try expect(gradient, "\(c)/input_grad")
        #expect(CrossEntropy.loss(logits, labels: labels, classes: s[1]) == loss)
    }

    @Test(arguments: [Float.nan, .infinity])
    func crossEntropyOfBadLogitsIsNoNumber(bad: Float) {
        for place in 0..<6 {
            var logits: [Float] = [0, 1, 2, 2, 1, 0]
            logits[place] = bad
            #expect(!CrossEntropy.loss(logits, labels: [0, 2], classes: 3).isFinite, "\(place)")
        }
    }
}
