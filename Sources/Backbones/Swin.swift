import Layers

/// Swin Transformer. Liu et al. 2021, Table 7; version 2: Liu et al. 2022 ("Swin Transformer V2"), with the
/// norms behind the branches, cosine attention and a log-spaced position bias.
struct Swin: Architecture {
    enum Version: Sendable { case v1, v2 }

    let version: Version
    /// Channels of the first stage; they double from stage to stage.
    let channels: Int
    let blocks: [Int]
    let heads: [Int]
    /// Tokens along a window's side.
    let window: Int
    /// Of the last block; it grows linearly from 0 at the first.
    let stochasticDepth: Double

    private static let patch = 4
    private static let expansion = 4
    private static let epsilon: Float = 1e-5
    private static let initializer = Initializer.normal(deviation: 0.02)

    func build(_ graph: Graph, classes: Int) throws {
        var features = Numbering("features")
        let stem = features.next()
        var x = try graph.append(
            try Convolution(
                "\(stem).0", in: graph, 3, channels, kernel: Self.patch, stride: Self.patch, padding: 0, bias: true,
                initializer: .kaimingUniform), graph.input)
        x = try norm("\(stem).2", x, graph)
        let last = Double(blocks.reduce(0, +) - 1)
        var done = 0
        for (stage, count) in blocks.enumerated() {
            if stage > 0 { x = try merge(features.next(), x, graph) }
            let name = features.next()
            for position in 0..<count {
                x = try block(
                    "\(name).\(position)", x, heads: heads[stage], shift: position % 2 == 0 ? 0 : window / 2,
                    probability: Float(stochasticDepth * Double(done) / last), graph)
                done += 1
            }
        }
        x = try norm("norm", x, graph)
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        try graph.append(Linear("head", in: graph, x.shape.channels, classes, initializer: Self.initializer), x)
    }

    private func block(
        _ name: String, _ x: Value, heads: Int, shift: Int, probability: Float, _ graph: Graph
    ) throws -> Value {
        func sum(_ branch: String, _ x: Value, _ y: Value) throws -> Value {
            try graph.append(ResidualSum("\(name).\(branch).sum", probability: probability), [x, y])[0]
        }
        let attended: Value
        switch version {
        case .v1:
            let y = try norm("\(name).norm1", x, graph)
            attended = try sum("attn", x, attention("\(name).attn", y, heads: heads, shift: shift, graph))
            let z = try norm("\(name).norm2", attended, graph)
            return try sum("mlp", attended, perceptron("\(name).mlp", z, graph))
        case .v2:
            // The norms are declared where torchvision declares them: each in front of its branch.
            let norm1 = layerNorm("\(name).norm1", x.shape.channels, graph)
            let y = try attention("\(name).attn", x, heads: heads, shift: shift, graph)
            attended = try sum("attn", x, try graph.append(norm1, y))
            let norm2 = layerNorm("\(name).norm2", x.shape.channels, graph)
            let z = try perceptron("\(name).mlp", attended, graph)
            return try sum("mlp", attended, try graph.append(norm2, z))
        }
    }

    private func attention(_ name: String, _ x: Value, heads: Int, shift: Int, _ graph: Graph) throws -> Value {
        let channels = x.shape.channels
        func linear(_ part: String, _ outputs: Int, unusedBias: Range<Int> = 0..<0, shared: Bool = false) -> Linear {
            Linear(
                "\(name).\(part)", in: graph, channels, outputs, initializer: Self.initializer,
                unusedBias: unusedBias, addsToBiasGradient: shared)
        }
        let (queriesKeysValues, projection, core): (Linear, Linear, WindowAttention)
        switch version {
        case .v1:
            let bias = PositionBias.table(name, in: graph, window: window, heads: heads)
            queriesKeysValues = linear("qkv", 3 * channels, shared: true)
            projection = linear("proj", channels)
            core = try WindowAttention(
                name, window: window, shift: shift, queriesKeysValues: queriesKeysValues, bias: bias)
        case .v2:
            // torchvision starts at log 10.
            let scale = graph.declare("\(name).logit_scale", [heads, 1, 1], .constant(2.302_585_1))
            // Cosine attention's keys have no bias.
            queriesKeysValues = linear("qkv", 3 * channels, unusedBias: channels..<(2 * channels), shared: true)
            projection = linear("proj", channels)
            let bias = PositionBias.network(name, in: graph, window: window, heads: heads)
            core = try WindowAttention(
                name, window: window, shift: shift, queriesKeysValues: queriesKeysValues, bias: bias,
                logitScale: scale)
        }
        let rows = try graph.append(queriesKeysValues, x)
        return try graph.append(projection, try graph.append(core, rows))
    }

    private func perceptron(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        let channels = x.shape.channels
        let wide = channels * Self.expansion
        var y = try graph.append(Linear("\(name).0", in: graph, channels, wide, initializer: Self.initializer), x)
        y = try graph.append(ActivationLayer("\(name).1", .gelu), y)
        return try graph.append(Linear("\(name).3", in: graph, wide, channels, initializer: Self.initializer), y)
    }

    private func merge(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        let channels = x.shape.channels
        let patches = try graph.append(PatchGathering("\(name).patches"), x)
        let reduction = Linear(
            "\(name).reduction", in: graph, 4 * channels, 2 * channels, bias: false, initializer: Self.initializer)
        switch version {
        case .v1: return try graph.append(reduction, try norm("\(name).norm", patches, graph))
        case .v2: return try norm("\(name).norm", try graph.append(reduction, patches), graph)
        }
    }

    private func layerNorm(_ name: String, _ channels: Int, _ graph: Graph) -> LayerNorm {
        LayerNorm(name, in: graph, channels, epsilon: Self.epsilon)
    }

    private func norm(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        try graph.append(layerNorm(name, x.shape.channels, graph), x)
    }

    var traits: ArchitectureTraits {
        ArchitectureTraits(
            .attention, kernels: [[window]], blocksPerStage: blocks, expansion: [Double(Self.expansion)])
    }
}

extension Backbone {
    /// Swin-T. Liu et al. 2021, Table 7. 28,288,354 parameters, 4.49 GMAC at 224x224.
    static let swinTiny = Backbone(
        id: "swin_t", title: "Swin-Tiny", paper: "Liu et al. 2021", parameterCount: 28_288_354,
        megaMultiplyAdds: 4490.6, head: "head",
        weights: [.torchvision("IMAGENET1K_V1", "swin_t", "704ceda3", top1: 81.474)],
        Swin(
            version: .v1, channels: 96, blocks: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 7, stochasticDepth: 0.2),
        miniature: Swin(version: .v1, channels: 16, blocks: [2, 2], heads: [2, 4], window: 4, stochasticDepth: 0.2))

    /// SwinV2-T. Liu et al. 2022 ("Swin Transformer V2"), Table 10. 28,351,570 parameters, 4.57 GMAC at 224x224
    /// without its position bias; its windows of 8x8 pad the feature maps there.
    static let swinV2Tiny = Backbone(
        id: "swin_v2_t", title: "SwinV2-Tiny", paper: "Liu et al. 2022", parameterCount: 28_351_570,
        megaMultiplyAdds: 4565.9, head: "head",
        weights: [.torchvision("IMAGENET1K_V1", "swin_v2_t", "b137f0e2", top1: 82.072)],
        Swin(
            version: .v2, channels: 96, blocks: [2, 2, 6, 2], heads: [3, 6, 12, 24], window: 8, stochasticDepth: 0.2),
        miniature: Swin(version: .v2, channels: 16, blocks: [2, 2], heads: [2, 4], window: 4, stochasticDepth: 0.2))
}
