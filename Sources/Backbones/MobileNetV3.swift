import Layers

/// MobileNetV3. Howard et al. 2019, Tables 1 and 2.
struct MobileNetV3: Architecture {
    /// A row of the paper's table: expanded and output channels, kernel and stride of the depthwise
    /// convolution, with squeeze-excitation or not, the non-linearity.
    struct Block: Sendable {
        let expanded, outputs, kernel, stride: Int
        let squeezes: Bool
        let activation: Activation

        init(_ kernel: Int, _ expanded: Int, _ outputs: Int, _ squeezes: Bool, _ activation: Activation, _ stride: Int)
        {
            (self.expanded, self.outputs, self.kernel, self.stride) = (expanded, outputs, kernel, stride)
            (self.squeezes, self.activation) = (squeezes, activation)
        }
    }

    let stem: Int
    let blocks: [Block]
    let classifier: Int
    let dropout: Float

    private let layer = ConvolutionNorm(epsilon: 1e-3, momentum: 0.01)

    init(stem: Int, blocks: [Block], classifier: Int, dropout: Float) {
        (self.stem, self.blocks, self.classifier, self.dropout) = (stem, blocks, classifier, dropout)
    }

    func build(_ graph: Graph, classes: Int) throws {
        var features = Numbering("features")
        var x = try layer.append(features.next(), graph.input, stem, kernel: 3, stride: 2, .hardswish, to: graph)
        for block in blocks { x = try residual(features.next(), x, block, graph) }
        x = try layer.append(features.next(), x, x.shape.channels * 6, kernel: 1, .hardswish, to: graph)
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        let hidden = Linear(
            "classifier.0", in: graph, x.shape.channels, classifier, initializer: .normal(deviation: 0.01))
        x = try graph.append(hidden, x)
        x = try graph.append(ActivationLayer("classifier.1", .hardswish), x)
        x = try graph.append(Dropout("classifier.2", dropout), x)
        try graph.append(
            Linear("classifier.3", in: graph, classifier, classes, initializer: .normal(deviation: 0.01)), x)
    }

    private func residual(_ name: String, _ x: Value, _ block: Block, _ graph: Graph) throws -> Value {
        var names = Numbering("\(name).block")
        var y = x
        if block.expanded != x.shape.channels {
            y = try layer.append(names.next(), y, block.expanded, kernel: 1, block.activation, to: graph)
        }
        y = try layer.append(
            names.next(), y, block.expanded, kernel: block.kernel, stride: block.stride, groups: block.expanded,
            block.activation, to: graph)
        if block.squeezes {
            y = try graph.append(
                SqueezeExcitation(
                    names.next(), in: graph, block.expanded, squeezed: divisible(block.expanded / 4),
                    gate: .hardsigmoid, initializer: .kaimingNormalFanOut), y)
        }
        let joins = block.stride == 1 && x.shape.channels == block.outputs
        return try layer.append(
            names.next(), y, block.outputs, kernel: 1, .identity, residual: joins ? x : nil, to: graph)
    }

    var traits: ArchitectureTraits {
        var inputs = stem
        var (kernels, ratios): ([[Int]], Set<Double>) = ([], [])
        // The publication lists blocks without stages: here one begins where the image is halved.
        var stages: [Int] = []
        for block in blocks {
            let kernel = (block.expanded == inputs ? [] : [1]) + [block.kernel, 1]
            if !kernels.contains(kernel) { kernels.append(kernel) }
            ratios.insert(Double(block.expanded) / Double(inputs))
            if block.stride == 2 || stages.isEmpty { stages.append(0) }
            stages[stages.count - 1] += 1
            inputs = block.outputs
        }
        return ArchitectureTraits(
            .invertedBottleneck, kernels: kernels, blocksPerStage: stages, expansion: ratios.sorted())
    }
}

extension Backbone {
    /// MobileNetV3-Large. Howard et al. 2019, Table 1. 5,483,032 parameters, 0.22 GMAC at 224x224.
    static let mobileNetV3Large = Backbone(
        id: "mobilenet_v3_large", title: "MobileNetV3-large", paper: "Howard et al. 2019",
        parameterCount: 5_483_032, megaMultiplyAdds: 216.6, head: "classifier.3",
        weights: [
            .torchvision("IMAGENET1K_V2", "mobilenet_v3_large", "5c1a4163", top1: 75.274),
            .torchvision("IMAGENET1K_V1", "mobilenet_v3_large", "8738ca79", top1: 74.042),
        ],
        MobileNetV3(
            stem: 16,
            blocks: [
                .init(3, 16, 16, false, .relu, 1),
                .init(3, 64, 24, false, .relu, 2),
                .init(3, 72, 24, false, .relu, 1),
                .init(5, 72, 40, true, .relu, 2),
                .init(5, 120, 40, true, .relu, 1),
                .init(5, 120, 40, true, .relu, 1),
                .init(3, 240, 80, false, .hardswish, 2),
                .init(3, 200, 80, false, .hardswish, 1),
                .init(3, 184, 80, false, .hardswish, 1),
                .init(3, 184, 80, false, .hardswish, 1),
                .init(3, 480, 112, true, .hardswish, 1),
                .init(3, 672, 112, true, .hardswish, 1),
                .init(5, 672, 160, true, .hardswish, 2),
                .init(5, 960, 160, true, .hardswish, 1),
                .init(5, 960, 160, true, .hardswish, 1),
            ], classifier: 1280, dropout: 0.2),
        miniature: MobileNetV3(
            stem: 8,
            blocks: [
                .init(3, 8, 8, false, .relu, 1),
                .init(5, 24, 16, true, .relu, 2),
                .init(3, 48, 16, false, .hardswish, 1),
                .init(5, 64, 24, true, .hardswish, 2),
            ], classifier: 64, dropout: 0.2))
}
