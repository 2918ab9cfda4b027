import Layers

/// MobileNetV3. Howard et al. 2019, Tables 1 and 2.
struct MobileNetV3: Sendable {
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

    func build(_ graph: Graph, classes: Int) throws {
        var x = try layer("features.0", graph.input, stem, kernel: 3, stride: 2, .hardswish, graph)
        for (index, block) in blocks.enumerated() {
            x = try residual("features.\(index + 1)", x, block, graph)
        }
        x = try layer(
            "features.\(blocks.count + 1)", x, x.shape.channels * 6, kernel: 1, .hardswish, graph)
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        let hidden = Linear(
            "classifier.0", in: graph, x.shape.channels, classifier, initializer: .normal(deviation: 0.01))
        x = try graph.append(hidden, x)
        x = try graph.append(ActivationLayer("classifier.1", .hardswish), x)
        x = try graph.append(Dropout("classifier.2", dropout), x)
        try graph.append(Linear("classifier.3", in: graph, classifier, classes), x)
    }

    private func residual(_ name: String, _ x: Value, _ block: Block, _ graph: Graph) throws -> Value {
        var position = 0
        func next() -> String {
            defer { position += 1 }
            return "\(name).block.\(position)"
        }
        var y = x
        if block.expanded != x.shape.channels {
            y = try layer(next(), y, block.expanded, kernel: 1, block.activation, graph)
        }
        y = try layer(
            next(), y, block.expanded, kernel: block.kernel, stride: block.stride, groups: block.expanded,
            block.activation, graph)
        if block.squeezes {
            y = try graph.append(
                SqueezeExcitation(
                    next(), in: graph, block.expanded, squeezed: divisible(block.expanded / 4),
                    initializer: .kaimingNormalFanOut), y)
        }
        let joins = block.stride == 1 && x.shape.channels == block.outputs
        return try layer(next(), y, block.outputs, kernel: 1, .identity, residual: joins ? x : nil, graph)
    }

    /// Convolution, batch norm and activation, as torchvision's Conv2dNormActivation.
    private func layer(
        _ name: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1, groups: Int = 1,
        _ activation: Activation, residual: Value? = nil, _ graph: Graph
    ) throws -> Value {
        let y = try graph.append(
            try Convolution(
                "\(name).0", in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride, groups: groups,
                initializer: .kaimingNormalFanOut), x)
        let norm = BatchNorm(
            "\(name).1", in: graph, outputs, epsilon: 1e-3, momentum: 0.01, activation: activation)
        return try graph.append(norm, [y] + (residual.map { [$0] } ?? []))[0]
    }

    /// The nearest multiple of 8 that is not below 90 % of the value (torchvision's `_make_divisible`).
    private func divisible(_ value: Int) -> Int {
        let rounded = max(8, (value + 4) / 8 * 8)
        return 10 * rounded < 9 * value ? rounded + 8 : rounded
    }
}

extension Backbone {
    /// MobileNetV3-Large. Howard et al. 2019, Table 1. 5,483,032 parameters, 0.22 GMAC at 224x224.
    static let mobileNetV3Large = Backbone(
        id: "mobilenet_v3_large", title: "MobileNetV3-large", paper: "Howard et al. 2019",
        parameterCount: 5_483_032, megaMultiplyAdds: 216.6, head: "classifier.3",
        weights: PublishedWeights(
            version: "IMAGENET1K_V2", address: "https://download.pytorch.org/models/mobilenet_v3_large-5c1a4163.pth",
            digestPrefix: "5c1a4163", imageNetTop1: 75.274, licence: "BSD-3-Clause"),
        build: { graph, classes in
            try MobileNetV3(
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
                ], classifier: 1280, dropout: 0.2
            ).build(graph, classes: classes)
        })
}
