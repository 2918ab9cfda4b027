import Layers

/// ShuffleNetV2. Ma et al. 2018, Table 5.
struct ShuffleNetV2: Sendable {
    /// Units of stages 2 to 4.
    let units: [Int]
    /// Channels of the stem, of stages 2 to 4, and of the last convolution.
    let channels: [Int]

    func build(_ graph: Graph, classes: Int) throws {
        var x = try conv("conv1.0", "conv1.1", graph.input, channels[0], kernel: 3, stride: 2, .relu, graph)
        x = try graph.append(MaxPool("maxpool", kernel: 3, stride: 2, padding: 1), x)
        for (stage, count) in units.enumerated() {
            x = try self.stage("stage\(stage + 2)", x, channels[stage + 1], units: count, graph)
        }
        x = try conv("conv5.0", "conv5.1", x, channels[4], kernel: 1, .relu, graph)
        x = try graph.append(GlobalAveragePool("mean"), x)
        try graph.append(Linear("fc", in: graph, channels[4], classes), x)
    }

    private func stage(_ name: String, _ x: Value, _ outputs: Int, units: Int, _ graph: Graph) throws -> Value {
        let half = outputs / 2
        // The first unit halves the image: both branches see all channels.
        let first = "\(name).0.branch1"
        var left = try conv(
            "\(first).0", "\(first).1", x, x.shape.channels, kernel: 3, stride: 2, groups: x.shape.channels,
            .identity, graph)
        left = try conv("\(first).2", "\(first).3", left, half, kernel: 1, .relu, graph)
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
        var y = try conv("\(name).0", "\(name).1", x, half, kernel: 1, .relu, graph)
        y = try conv("\(name).3", "\(name).4", y, half, kernel: 3, stride: stride, groups: half, .identity, graph)
        return try conv("\(name).5", "\(name).6", y, half, kernel: 1, .relu, graph)
    }

    private func conv(
        _ name: String, _ norm: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
        _ activation: Activation, _ graph: Graph
    ) throws -> Value {
        let y = try graph.append(
            try Convolution(
                name, in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride, groups: groups,
                initializer: .kaimingUniform), x)
        return try graph.append(BatchNorm(norm, in: graph, outputs, activation: activation), y)
    }
}

extension Backbone {
    /// ShuffleNetV2 2.0x. Ma et al. 2018, Table 5. 7,393,996 parameters, 0.58 GMAC at 224x224.
    static let shuffleNetV2x2 = Backbone(
        id: "shufflenet_v2_x2_0", title: "ShuffleNetV2", paper: "Ma et al. 2018", parameterCount: 7_393_996,
        megaMultiplyAdds: 583.3, head: "fc",
        weights: PublishedWeights(
            version: "IMAGENET1K_V1", address: "https://download.pytorch.org/models/shufflenetv2_x2_0-8be3c8ee.pth",
            digestPrefix: "8be3c8ee", imageNetTop1: 76.230, licence: "BSD-3-Clause"),
        build: { graph, classes in
            try ShuffleNetV2(units: [4, 8, 4], channels: [24, 244, 488, 976, 2048]).build(graph, classes: classes)
        })
}
