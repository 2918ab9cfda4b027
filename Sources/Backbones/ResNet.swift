import Layers

/// Residual networks of bottleneck blocks: ResNet, He et al. 2016, with the stride in the 3x3 convolution as
/// torchvision builds it, and ResNeXt, Xie et al. 2017.
struct ResNet: Architecture {
    /// Blocks of each stage.
    let blocks: [Int]
    /// Channels of the stem and planes of the first stage; they double from stage to stage.
    var planes = 64
    /// Of the 3x3 convolution.
    var groups = 1
    /// Channels a group for 64 planes.
    var widthPerGroup = 64

    func build(_ graph: Graph, classes: Int) throws {
        let layer = ConvolutionNorm()
        var x = try layer.append("conv1", "bn1", graph.input, planes, kernel: 7, stride: 2, .relu, to: graph)
        x = try graph.append(MaxPool("maxpool", kernel: 3, stride: 2, padding: 1), x)
        for (stage, count) in blocks.enumerated() {
            for block in 0..<count {
                x = try bottleneck(
                    "layer\(stage + 1).\(block)", x, planes: planes << stage,
                    stride: block == 0 && stage > 0 ? 2 : 1, graph)
            }
        }
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        try graph.append(Linear("fc", in: graph, x.shape.channels, classes), x)
    }

    private static let expansion = 4

    private func width(_ planes: Int) -> Int { planes * widthPerGroup / 64 * groups }

    private func bottleneck(_ name: String, _ x: Value, planes: Int, stride: Int, _ graph: Graph) throws -> Value {
        let (layer, outputs) = (ConvolutionNorm(), planes * Self.expansion)
        var y = try layer.append("\(name).conv1", "\(name).bn1", x, width(planes), kernel: 1, .relu, to: graph)
        y = try layer.append(
            "\(name).conv2", "\(name).bn2", y, width(planes), kernel: 3, stride: stride, groups: groups, .relu,
            to: graph)
        // Declared in torchvision's order: the shortcut's parameters come last, though the sum needs it first.
        y = try graph.append(
            try Convolution(
                "\(name).conv3", in: graph, width(planes), outputs, kernel: 1, initializer: .kaimingNormalFanOut), y)
        let last = BatchNorm("\(name).bn3", in: graph, outputs, activation: .relu)
        var shortcut = x
        if stride != 1 || x.shape.channels != outputs {
            shortcut = try layer.append(
                "\(name).downsample.0", "\(name).downsample.1", x, outputs, kernel: 1, stride: stride, .identity,
                to: graph)
        }
        return try graph.append(last, [y, shortcut])[0]
    }

    var traits: ArchitectureTraits {
        let expansion = Double(planes * Self.expansion) / Double(width(planes))
        return ArchitectureTraits(
            .bottleneck, kernels: [[1, 3, 1]], blocksPerStage: blocks, expansion: [expansion])
    }
}

extension Backbone {
    /// ResNet-50. He et al. 2016, Table 1. 25,557,032 parameters, 4.09 GMAC at 224x224.
    ///
    /// The authors' code loads V2; the accuracy in the paper's Table 2 is V1's.
    static let resNet50 = Backbone(
        id: "resnet50", title: "ResNet50", paper: "He et al. 2016", parameterCount: 25_557_032,
        megaMultiplyAdds: 4089.2, head: "fc",
        weights: [
            .torchvision("IMAGENET1K_V2", "resnet50", "11ad3fa6", top1: 80.858),
            .torchvision("IMAGENET1K_V1", "resnet50", "0676ba61", top1: 76.130),
        ],
        ResNet(blocks: [3, 4, 6, 3]), miniature: ResNet(blocks: [1, 1, 1, 1], planes: 8))

    /// ResNeXt-50 32x4d. Xie et al. 2017, Table 1. 25,028,904 parameters, 4.23 GMAC at 224x224.
    static let resNeXt50 = Backbone(
        id: "resnext50_32x4d", title: "ResNeXt50", paper: "Xie et al. 2017", parameterCount: 25_028_904,
        megaMultiplyAdds: 4230.5, head: "fc",
        weights: [
            .torchvision("IMAGENET1K_V2", "resnext50_32x4d", "1a0047aa", top1: 81.198),
            .torchvision("IMAGENET1K_V1", "resnext50_32x4d", "7cdf4587", top1: 77.618),
        ],
        ResNet(blocks: [3, 4, 6, 3], groups: 32, widthPerGroup: 4),
        miniature: ResNet(blocks: [1, 1, 1], planes: 16, groups: 4, widthPerGroup: 16))
}
