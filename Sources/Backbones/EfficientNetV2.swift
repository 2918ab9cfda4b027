import Layers

/// EfficientNetV2. Tan and Le 2021, Table 4, as torchvision builds it.
struct EfficientNetV2: Architecture {
    enum Kind: Sendable {
        /// A depthwise convolution between two 1x1 convolutions, with squeeze-excitation.
        case mbConv
        /// One full convolution in place of the first two; no squeeze-excitation.
        case fusedMBConv
    }

    struct Stage: Sendable {
        let kind: Kind
        let expansion, kernel, stride, outputs, blocks: Int

        init(_ kind: Kind, expansion: Int, kernel: Int, stride: Int, outputs: Int, blocks: Int) {
            (self.kind, self.expansion, self.kernel, self.stride) = (kind, expansion, kernel, stride)
            (self.outputs, self.blocks) = (outputs, blocks)
        }
    }

    let stem: Int
    let stages: [Stage]
    /// Channels of the last convolution.
    let top: Int
    let dropout: Float
    /// Would be reached by a block behind the last; grows linearly from 0 at the first.
    let stochasticDepth: Double

    private let layer = ConvolutionNorm(epsilon: 1e-3)

    init(stem: Int, stages: [Stage], top: Int, dropout: Float, stochasticDepth: Double) {
        (self.stem, self.stages, self.top) = (stem, stages, top)
        (self.dropout, self.stochasticDepth) = (dropout, stochasticDepth)
    }

    func build(_ graph: Graph, classes: Int) throws {
        var features = Numbering("features")
        var x = try layer.append(features.next(), graph.input, stem, kernel: 3, stride: 2, .silu, to: graph)
        let total = Double(stages.reduce(0) { $0 + $1.blocks })
        var done = 0
        for stage in stages {
            let name = features.next()
            for position in 0..<stage.blocks {
                x = try block(
                    "\(name).\(position)", x, stage, stride: position == 0 ? stage.stride : 1,
                    probability: Float(stochasticDepth * Double(done) / total), graph)
                done += 1
            }
        }
        x = try layer.append(features.next(), x, top, kernel: 1, .silu, to: graph)
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        x = try graph.append(Dropout("classifier.0", dropout), x)
        let head = Linear(
            "classifier.1", in: graph, top, classes,
            initializer: .uniformWithin(1 / Float(classes).squareRoot()))
        try graph.append(head, x)
    }

    private func block(
        _ name: String, _ x: Value, _ stage: Stage, stride: Int, probability: Float, _ graph: Graph
    ) throws -> Value {
        var names = Numbering("\(name).block")
        let inputs = x.shape.channels
        let expanded = divisible(inputs * stage.expansion)
        let joins = stride == 1 && inputs == stage.outputs
        // Without stochastic depth the sum goes with the last norm, where that has no activation.
        func last(_ y: Value, kernel: Int, stride: Int = 1, _ activation: Activation) throws -> Value {
            let fuses = joins && probability == 0 && activation == .identity
            let result = try layer.append(
                names.next(), y, stage.outputs, kernel: kernel, stride: stride, activation,
                residual: fuses ? x : nil, to: graph)
            if !joins || fuses { return result }
            return try graph.append(
                ResidualSum("\(name).stochastic_depth", probability: probability), [x, result])[0]
        }
        switch stage.kind {
        case .fusedMBConv:
            if expanded == inputs { return try last(x, kernel: stage.kernel, stride: stride, .silu) }
            let y = try layer.append(
                names.next(), x, expanded, kernel: stage.kernel, stride: stride, .silu, to: graph)
            return try last(y, kernel: 1, .identity)
        case .mbConv:
            var y = x
            if expanded != inputs { y = try layer.append(names.next(), y, expanded, kernel: 1, .silu, to: graph) }
            y = try layer.append(
                names.next(), y, expanded, kernel: stage.kernel, stride: stride, groups: expanded, .silu, to: graph)
            y = try graph.append(
                SqueezeExcitation(
                    names.next(), in: graph, expanded, squeezed: max(1, inputs / 4), activation: .silu,
                    gate: .sigmoid, initializer: .kaimingNormalFanOut), y)
            return try last(y, kernel: 1, .identity)
        }
    }

    var traits: ArchitectureTraits {
        var kernels: [[Int]] = []
        for stage in stages.reversed() {
            let expands = stage.expansion != 1
            let kernel: [Int] =
                switch stage.kind {
                case .mbConv: (expands ? [1] : []) + [stage.kernel, 1]
                case .fusedMBConv: [stage.kernel] + (expands ? [1] : [])
                }
            if !kernels.contains(kernel) { kernels.append(kernel) }
        }
        return ArchitectureTraits(
            .invertedBottleneck, kernels: kernels, blocksPerStage: stages.map(\.blocks),
            expansion: Set(stages.map { Double($0.expansion) }).sorted())
    }
}

extension Backbone {
    /// EfficientNetV2-S. Tan and Le 2021, Table 4. 21,458,488 parameters, 2.85 GMAC at 224x224.
    static let efficientNetV2Small = Backbone(
        id: "efficientnet_v2_s", title: "EfficientNetV2-S", paper: "Tan and Le 2021", parameterCount: 21_458_488,
        megaMultiplyAdds: 2849.9, head: "classifier.1",
        weights: [.torchvision("IMAGENET1K_V1", "efficientnet_v2_s", "dd5fe13b", top1: 84.228)],
        EfficientNetV2(
            stem: 24,
            stages: [
                .init(.fusedMBConv, expansion: 1, kernel: 3, stride: 1, outputs: 24, blocks: 2),
                .init(.fusedMBConv, expansion: 4, kernel: 3, stride: 2, outputs: 48, blocks: 4),
                .init(.fusedMBConv, expansion: 4, kernel: 3, stride: 2, outputs: 64, blocks: 4),
                .init(.mbConv, expansion: 4, kernel: 3, stride: 2, outputs: 128, blocks: 6),
                .init(.mbConv, expansion: 6, kernel: 3, stride: 1, outputs: 160, blocks: 9),
                .init(.mbConv, expansion: 6, kernel: 3, stride: 2, outputs: 256, blocks: 15),
            ], top: 1280, dropout: 0.2, stochasticDepth: 0.2),
        miniature: EfficientNetV2(
            stem: 8,
            stages: [
                .init(.fusedMBConv, expansion: 1, kernel: 3, stride: 1, outputs: 8, blocks: 1),
                .init(.fusedMBConv, expansion: 4, kernel: 3, stride: 2, outputs: 16, blocks: 2),
                .init(.fusedMBConv, expansion: 4, kernel: 3, stride: 2, outputs: 24, blocks: 1),
                .init(.mbConv, expansion: 4, kernel: 3, stride: 2, outputs: 32, blocks: 2),
                .init(.mbConv, expansion: 6, kernel: 3, stride: 1, outputs: 40, blocks: 1),
            ], top: 64, dropout: 0.2, stochasticDepth: 0.2))
}
