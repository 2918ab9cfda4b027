import Layers

/// DenseNet with bottlenecks and compression (DenseNet-BC). Huang et al. 2017, Table 1.
///
/// A dense block's features lie in one tensor from the block's start to its end; each layer reads the first
/// channels and writes the next, so that nothing is concatenated twice.
struct DenseNet: Architecture {
    /// New channels of a layer.
    let growth: Int
    let blocks: [Int]
    let stem: Int

    /// Channels of a bottleneck, in growth rates.
    private static let bottleneck = 4
    private static let initializer = Initializer.kaimingNormalFanIn

    func build(_ graph: Graph, classes: Int) throws {
        let layer = ConvolutionNorm(initializer: Self.initializer)
        var x = try layer.append(
            "features.conv0", "features.norm0", graph.input, stem, kernel: 7, stride: 2, .relu, to: graph)
        x = try graph.append(MaxPool("features.pool0", kernel: 3, stride: 2, padding: 1), x)
        for (index, layers) in blocks.enumerated() {
            x = try block("features.denseblock\(index + 1)", x, layers: layers, graph)
            if index + 1 < blocks.count { x = try transition("features.transition\(index + 1)", x, graph) }
        }
        x = try graph.append(BatchNorm("features.norm5", in: graph, x.shape.channels, activation: .relu), x)
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        try graph.append(
            Linear("classifier", in: graph, x.shape.channels, classes, biasInitializer: .constant(0)), x)
    }

    private func block(_ name: String, _ x: Value, layers: Int, _ graph: Graph) throws -> Value {
        var channels = x.shape.channels
        var features = try graph.append(Widen("\(name).features", to: channels + layers * growth), x)
        for index in 1...layers {
            let name = "\(name).denselayer\(index)"
            var y = try graph.append(
                BatchNorm("\(name).norm1", in: graph, channels, activation: .relu, readsSlice: true), features)
            y = try conv("\(name).conv1", y, Self.bottleneck * growth, kernel: 1, graph)
            y = try graph.append(BatchNorm("\(name).norm2", in: graph, y.shape.channels, activation: .relu), y)
            y = try conv("\(name).conv2", y, growth, kernel: 3, graph)
            features = try graph.append(Append("\(name).features", at: channels), [features, y])[0]
            channels += growth
        }
        return features
    }

    private func transition(_ name: String, _ x: Value, _ graph: Graph) throws -> Value {
        var y = try graph.append(BatchNorm("\(name).norm", in: graph, x.shape.channels, activation: .relu), x)
        y = try conv("\(name).conv", y, x.shape.channels / 2, kernel: 1, graph)
        return try graph.append(AveragePool("\(name).pool", kernel: 2), y)
    }

    private func conv(_ name: String, _ x: Value, _ outputs: Int, kernel: Int, _ graph: Graph) throws -> Value {
        try graph.append(
            try Convolution(name, in: graph, x.shape.channels, outputs, kernel: kernel, initializer: Self.initializer),
            x)
    }

    var traits: ArchitectureTraits {
        // The 1x1 convolution narrows what a layer reads, but for a few of the first layers.
        ArchitectureTraits(
            .bottleneck, kernels: [[1, 3]], blocksPerStage: blocks, expansion: [Double(Self.bottleneck)])
    }
}

extension Backbone {
    /// DenseNet-161. Huang et al. 2017, Table 1 (k = 48). 28,681,000 parameters, 7.73 GMAC at 224x224.
    static let denseNet161 = Backbone(
        id: "densenet161", title: "DenseNet-161", paper: "Huang et al. 2017", parameterCount: 28_681_000,
        megaMultiplyAdds: 7727.9, head: "classifier",
        weights: [.torchvision("IMAGENET1K_V1", "densenet161", "8d451a50", top1: 77.138)],
        DenseNet(growth: 48, blocks: [6, 12, 36, 24], stem: 96),
        miniature: DenseNet(growth: 8, blocks: [2, 2, 2, 2], stem: 16))
}
