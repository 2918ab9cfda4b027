import Layers

/// WaveMix. Jeevan et al. 2024 ("WaveMix: A Resource-efficient Neural Network for Image Analysis"), as the
/// `wavemix` package builds it with a patchifying stem.
struct WaveMix: Architecture {
    let channels: Int
    let blocks: Int
    /// Channels between a feed-forward layer and the transposed convolution behind it.
    let forward: Int
    /// Levels of the wavelet transform.
    let levels: Int
    let dropout: Float

    private static let patch = 4
    /// Of the feed-forward layers.
    private static let expansion = 2

    func build(_ graph: Graph, classes: Int) throws {
        var x = try conv("conv.0", graph.input, channels / 4, kernel: 3, graph)
        x = try conv("conv.1", x, channels / 2, kernel: 3, graph)
        x = try graph.append(
            try Convolution(
                "conv.2", in: graph, x.shape.channels, channels, kernel: Self.patch, stride: Self.patch, padding: 0,
                bias: true, initializer: .kaimingUniform), x)
        x = try graph.append(ActivationLayer("conv.3", .gelu), x)
        x = try graph.append(BatchNorm("conv.4", in: graph, channels), x)
        for index in 0..<blocks { x = try block("layers.\(index)", x, graph) }
        x = try graph.append(GlobalAveragePool("pool.0"), x)
        try graph.append(Linear("pool.2", in: graph, channels, classes), x)
    }

    /// Coarse to fine: each level's features, upsampled, join those of the next finer one.
    private func block(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        let half = channels / 2
        // Declared in the package's order, finest first.
        let mixers = try (1...levels).map { level in
            try Mixer(
                "\(name).feedforward\(level)", in: graph, level == levels ? channels : channels + half,
                wide: channels * Self.expansion, forward: forward, level == 1 ? channels : half, dropout: dropout)
        }
        let reduced = try conv("\(name).reduction", x, channels / 4, kernel: 1, graph)
        var bands = try graph.append(HaarTransform("\(name).dwt", levels: levels, room: half), [reduced])
        for level in (2...levels).reversed() {
            let mixed = try mixers[level - 1].append(bands[level - 1], to: graph)
            bands[level - 2] = try graph.append(
                Append("\(name).join\(level)", at: channels), [bands[level - 2], mixed])[0]
        }
        return try mixers[0].append(bands[0], residual: x, to: graph)
    }

    private func conv(_ name: String, _ x: Value, _ outputs: Int, kernel: Int, _ graph: Graph) throws -> Value {
        try graph.append(
            try Convolution(
                name, in: graph, x.shape.channels, outputs, kernel: kernel, bias: true, initializer: .kaimingUniform),
            x)
    }

    /// One level's feed-forward layer with its upsampling.
    private struct Mixer {
        private let widen: Convolution
        private let activation: ActivationLayer
        private let dropout: Dropout
        private let narrow: Convolution
        private let upsample: TransposedConvolution
        private let norm: BatchNorm

        init(
            _ name: String, in graph: Graph, _ inputs: Int, wide: Int, forward: Int, _ outputs: Int, dropout: Float
        ) throws {
            widen = try Convolution(
                "\(name).0", in: graph, inputs, wide, kernel: 1, bias: true, initializer: .kaimingUniform)
            activation = ActivationLayer("\(name).1", .gelu)
            self.dropout = Dropout("\(name).2", dropout)
            narrow = try Convolution(
                "\(name).3", in: graph, wide, forward, kernel: 1, bias: true, initializer: .kaimingUniform)
            upsample = TransposedConvolution(
                "\(name).4", in: graph, forward, outputs, kernel: 4, stride: 2, padding: 1)
            norm = BatchNorm("\(name).5", in: graph, outputs)
        }

        func append(_ x: Value, residual: Value? = nil, to graph: Graph) throws -> Value {
            var y = try graph.append(widen, x)
            y = try graph.append(activation, y)
            y = try graph.append(dropout, y)
            y = try graph.append(narrow, y)
            y = try graph.append(upsample, y)
            return try graph.append(norm, [y] + (residual.map { [$0] } ?? []))[0]
        }
    }

    var traits: ArchitectureTraits {
        // The reduction, both layers of a mixer, its transposed convolution.
        ArchitectureTraits(
            .tokenMixer, kernels: [[1, 1, 1, 4]], blocksPerStage: [blocks], expansion: [Double(Self.expansion)])
    }
}

extension Backbone {
    /// WaveMix-192/16. Jeevan et al. 2024. 27,857,608 parameters, 15.09 GMAC at 224x224.
    static let waveMix = Backbone(
        id: "wavemix_192_16", title: "WaveMix", paper: "Jeevan et al. 2024", parameterCount: 27_857_608,
        megaMultiplyAdds: 15093.9, head: "pool.2",
        weights: [
            PublishedWeights(
                version: "wavemix_192_16_75.06",
                address: "https://huggingface.co/cloudwalker/wavemix/resolve/main/Saved_Models_Weights/ImageNet/"
                    + "wavemix_192_16_75.06.pth",
                digestPrefix: "", imageNetTop1: 75.06, licence: "MIT")
        ],
        WaveMix(channels: 192, blocks: 16, forward: 192, levels: 3, dropout: 0.5),
        miniature: WaveMix(channels: 16, blocks: 2, forward: 16, levels: 3, dropout: 0.5))
}
