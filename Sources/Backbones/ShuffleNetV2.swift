import Layers

/// ShuffleNetV2. Ma et al. 2018, Table 5.
struct ShuffleNetV2: Architecture {
    /// Units of stages 2 to 4.
    let units: [Int]
    /// Channels of the stem, of stages 2 to 4, and of the last convolution.
    let channels: [Int]

    private let layer = ConvolutionNorm(initializer: .kaimingUniform)

    init(units: [Int], channels: [Int]) { (self.units, self.channels) = (units, channels) }

    func build(_ graph: Graph, classes: Int) throws {
        var x = try layer.append("conv1", graph.input, channels[0], kernel: 3, stride: 2, .relu, to: graph)
        x = try graph.append(MaxPool("maxpool", kernel: 3, stride: 2, padding: 1), x)
        for (stage, count) in units.enumerated() {
            x = try self.stage("stage\(stage + 2)", x, channels[stage + 1], units: count, graph)
        }
        x = try layer.append("conv5", x, channels[4], kernel: 1, .relu, to: graph)
        x = try graph.append(GlobalAveragePool("mean"), x)
        try graph.append(Linear("fc", in: graph, channels[4], classes), x)
    }

    private func stage(_ name: String, _ x: Value, _ outputs: Int, units: Int, _ graph: Graph) throws -> Value {
        let half = outputs / 2
        // The first unit halves the image: both branches see all channels.
        let first = "\(name).0.branch1"
        var left = try layer.append(
            "\(first).0", "\(first).1", x, x.shape.channels, kernel: 3, stride: 2, groups: x.shape.channels,
            .identity, to: graph)
        left = try layer.append("\(first).2", "\(first).3", left, half, kernel: 1, .relu, to: graph)
        var right = try branch("\(name).0.branch2", x, half, stride: 2, graph)
        for unit in 1..<units {
            let halves = try graph.append(
                ChannelShuffle("\(name).\(unit - 1).shuffle", splits: true), [left, right])
            left = halves[0]
            right = try branch("\(name).\(unit).branch2", halves[1], half, stride: 1, graph)
        }
        return try graph.append(ChannelShuffle("\(name).\(units - 1).shuffle", splits: false), [left, right])[0]
    }

    private func branch(_ name: String, _ x: Value, _ half: Int, stride: Int, _ graph: Graph) throws -> Value {
        var y = try layer.append("\(name).0", "\(name).1", x, half, kernel: 1, .relu, to: graph)
        y = try layer.append(
            "\(name).3", "\(name).4", y, half, kernel: 3, stride: stride, groups: half, .identity, to: graph)
        return try layer.append("\(name).5", "\(name).6", y, half, kernel: 1, .relu, to: graph)
    }

    var traits: ArchitectureTraits {
        ArchitectureTraits(.isotropic, kernels: [[1, 3, 1]], blocksPerStage: units, expansion: [1])
    }
}

extension Backbone {
    /// ShuffleNetV2 2.0x. Ma et al. 2018, Table 5. 7,393,996 parameters, 0.58 GMAC at 224x224.
    static let shuffleNetV2x2 = Backbone(
        id: "shufflenet_v2_x2_0", title: "ShuffleNetV2", paper: "Ma et al. 2018", parameterCount: 7_393_996,
        megaMultiplyAdds: 583.3, head: "fc",
        weights: [.torchvision("IMAGENET1K_V1", "shufflenetv2_x2_0", "8be3c8ee", top1: 76.230)],
        ShuffleNetV2(units: [4, 8, 4], channels: [24, 244, 488, 976, 2048]),
        miniature: ShuffleNetV2(units: [2, 2, 2], channels: [8, 16, 32, 64, 128]))
}
