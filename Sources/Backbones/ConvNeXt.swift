import Layers

/// ConvNeXt. Liu et al. 2022 ("A ConvNet for the 2020s"), Table 9; stochastic depth and layer scale as in
/// torchvision.
struct ConvNeXt: Architecture {
    /// Channels and blocks of each stage.
    let stages: [(channels: Int, blocks: Int)]
    /// Of the last block; it grows linearly from 0 at the first.
    let stochasticDepth: Double

    private static let epsilon: Float = 1e-6
    private static let layerScale: Float = 1e-6
    private static let expansion = 4
    private static let initializer = Initializer.normal(deviation: 0.02)

    func build(_ graph: Graph, classes: Int) throws {
        var features = Numbering("features")
        let stem = features.next()
        var x = try graph.append(
            try Convolution(
                "\(stem).0", in: graph, 3, stages[0].channels, kernel: 4, stride: 4, padding: 0, bias: true,
                initializer: Self.initializer), graph.input)
        x = try norm("\(stem).1", x, graph)
        let last = Double(stages.reduce(0) { $0 + $1.blocks } - 1)
        var done = 0
        for (index, stage) in stages.enumerated() {
            if index > 0 { x = try downsample(features.next(), x, stage.channels, graph) }
            let name = features.next()
            for position in 0..<stage.blocks {
                x = try block(
                    "\(name).\(position)", x, probability: Float(stochasticDepth * Double(done) / last), graph)
                done += 1
            }
        }
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        x = try norm("classifier.0", x, graph)
        try graph.append(
            Linear("classifier.2", in: graph, x.shape.channels, classes, initializer: Self.initializer), x)
    }

    private func block(_ name: String, _ x: Value, probability: Float, _ graph: Graph) throws -> Value {
        let channels = x.shape.channels
        let scale = graph.declare("\(name).layer_scale", [channels, 1, 1], .constant(Self.layerScale))
        var y = try graph.append(
            try Convolution(
                "\(name).block.0", in: graph, channels, channels, kernel: 7, groups: channels, bias: true,
                initializer: Self.initializer), x)
        y = try norm("\(name).block.2", y, graph)
        let wide = channels * Self.expansion
        y = try graph.append(
            Linear("\(name).block.3", in: graph, channels, wide, initializer: Self.initializer), y)
        y = try graph.append(ActivationLayer("\(name).block.4", .gelu), y)
        y = try graph.append(
            Linear("\(name).block.5", in: graph, wide, channels, initializer: Self.initializer), y)
        return try graph.append(
            ResidualSum("\(name).stochastic_depth", probability: probability, scale: scale), [x, y])[0]
    }

    private func downsample(_ name: String, _ x: Value, _ channels: Int, _ graph: Graph) throws -> Value {
        let y = try norm("\(name).0", x, graph)
        return try graph.append(
            try Convolution(
                "\(name).1", in: graph, x.shape.channels, channels, kernel: 2, stride: 2, padding: 0, bias: true,
                initializer: Self.initializer), y)
    }

    private func norm(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        try graph.append(LayerNorm(name, in: graph, x.shape.channels, epsilon: Self.epsilon), x)
    }

    var traits: ArchitectureTraits {
        ArchitectureTraits(
            .tokenMixer, kernels: [[7, 1, 1]], blocksPerStage: stages.map(\.blocks),
            expansion: [Double(Self.expansion)])
    }
}

extension Backbone {
    /// ConvNeXt-T. Liu et al. 2022, Table 9. 28,589,128 parameters, 4.46 GMAC at 224x224.
    static let convNeXtTiny = Backbone(
        id: "convnext_tiny", title: "ConvNeXt-Tiny", paper: "Liu et al. 2022", parameterCount: 28_589_128,
        megaMultiplyAdds: 4455.5, head: "classifier.2",
        weights: [.torchvision("IMAGENET1K_V1", "convnext_tiny", "983f1562", top1: 82.520)],
        ConvNeXt(stages: [(96, 3), (192, 3), (384, 9), (768, 3)], stochasticDepth: 0.1),
        miniature: ConvNeXt(stages: [(16, 1), (32, 1), (48, 2), (64, 1)], stochasticDepth: 0.1))
}
