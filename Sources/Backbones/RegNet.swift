import Layers

/// RegNetY. Radosavovic et al. 2020, with the widths and depths that torchvision's BlockParams derives from
/// the publication's parameters.
struct RegNet: Architecture {
    let stem: Int
    let stages: [(blocks: Int, channels: Int)]
    /// Channels a group of the 3x3 convolution.
    let groupWidth: Int
    /// Squeezed channels, as a share of a block's inputs.
    let squeeze: Double

    private let layer = ConvolutionNorm()

    init(stem: Int, stages: [(blocks: Int, channels: Int)], groupWidth: Int, squeeze: Double) {
        (self.stem, self.stages, self.groupWidth, self.squeeze) = (stem, stages, groupWidth, squeeze)
    }

    func build(_ graph: Graph, classes: Int) throws {
        var x = try layer.append("stem", graph.input, stem, kernel: 3, stride: 2, .relu, to: graph)
        for (index, stage) in stages.enumerated() {
            let name = "block\(index + 1)"
            for position in 0..<stage.blocks {
                x = try block(
                    "trunk_output.\(name).\(name)-\(position)", x, stage.channels, stride: position == 0 ? 2 : 1,
                    graph)
            }
        }
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        try graph.append(
            Linear("fc", in: graph, x.shape.channels, classes, initializer: .normal(deviation: 0.01)), x)
    }

    private func block(_ name: String, _ x: Value, _ channels: Int, stride: Int, _ graph: Graph) throws -> Value {
        var shortcut = x
        if stride != 1 || x.shape.channels != channels {
            shortcut = try layer.append("\(name).proj", x, channels, kernel: 1, stride: stride, .identity, to: graph)
        }
        var y = try layer.append("\(name).f.a", x, channels, kernel: 1, .relu, to: graph)
        y = try layer.append(
            "\(name).f.b", y, channels, kernel: 3, stride: stride, groups: channels / groupWidth, .relu, to: graph)
        y = try graph.append(
            SqueezeExcitation(
                "\(name).f.se", in: graph, channels,
                squeezed: Int((squeeze * Double(x.shape.channels)).rounded(.toNearestOrEven)), gate: .sigmoid,
                initializer: .kaimingNormalFanOut, zeroBias: false), y)
        return try layer.append("\(name).f.c", y, channels, kernel: 1, .relu, residual: shortcut, to: graph)
    }

    var traits: ArchitectureTraits {
        ArchitectureTraits(
            .isotropic, kernels: [[1, 3, 1]], blocksPerStage: stages.map(\.blocks), expansion: [1])
    }
}

extension Backbone {
    /// RegNetY-3.2GF. Radosavovic et al. 2020, Figure 16. 19,436,338 parameters, 3.18 GMAC at 224x224.
    static let regNetY3_2GF = Backbone(
        id: "regnet_y_3_2gf", title: "RegNetY-3.2GF", paper: "Radosavovic et al. 2020",
        parameterCount: 19_436_338, megaMultiplyAdds: 3176.5, head: "fc",
        weights: [
            .torchvision("IMAGENET1K_V2", "regnet_y_3_2gf", "9180c971", top1: 81.982),
            .torchvision("IMAGENET1K_V1", "regnet_y_3_2gf", "b5a9779c", top1: 78.948),
        ],
        RegNet(stem: 32, stages: [(2, 72), (5, 216), (13, 576), (1, 1512)], groupWidth: 24, squeeze: 0.25),
        miniature: RegNet(stem: 16, stages: [(1, 16), (2, 32), (1, 48)], groupWidth: 8, squeeze: 0.25))
}
