import Layers

/// Residual networks of bottleneck blocks. He et al. 2016; with the stride in the 3x3 convolution, as
/// torchvision builds them.
struct ResNet: Sendable {
    /// Blocks of each stage; the planes start at 64 and double.
    let blocks: [Int]

    func build(_ graph: Graph, classes: Int) throws {
        var x = try norm("bn1", try conv("conv1", graph.input, 64, kernel: 7, stride: 2, graph), .relu, graph)
        x = try graph.append(MaxPool("maxpool", kernel: 3, stride: 2, padding: 1), x)
        for (stage, count) in blocks.enumerated() {
            for block in 0..<count {
                x = try bottleneck(
                    "layer\(stage + 1).\(block)", x, planes: 64 << stage, stride: block == 0 && stage > 0 ? 2 : 1, graph
                )
            }
        }
        x = try graph.append(GlobalAveragePool("avgpool"), x)
        try graph.append(Linear("fc", in: graph, x.shape.channels, classes), x)
    }

    private func bottleneck(
        _ name: String, _ x: Value, planes: Int, stride: Int, _ graph: Graph
    ) throws -> Value {
        let outputs = planes * 4
        var y = try norm("\(name).bn1", try conv("\(name).conv1", x, planes, kernel: 1, graph), .relu, graph)
        y = try conv("\(name).conv2", y, planes, kernel: 3, stride: stride, graph)
        y = try norm("\(name).bn2", y, .relu, graph)
        y = try conv("\(name).conv3", y, outputs, kernel: 1, graph)
        let last = BatchNorm("\(name).bn3", in: graph, outputs, activation: .relu)
        var shortcut = x
        if stride != 1 || x.shape.channels != outputs {
            shortcut = try conv("\(name).downsample.0", x, outputs, kernel: 1, stride: stride, graph)
            shortcut = try norm("\(name).downsample.1", shortcut, .identity, graph)
        }
        return try graph.append(last, [y, shortcut])[0]
    }

    private func conv(
        _ name: String, _ x: Value, _ outputs: Int, kernel: Int, stride: Int = 1, _ graph: Graph
    ) throws -> Value {
        try graph.append(
            try Convolution(
                name, in: graph, x.shape.channels, outputs, kernel: kernel, stride: stride,
                initializer: .kaimingNormalFanOut), x)
    }

    private func norm(_ name: String, _ x: Value, _ activation: Activation, _ graph: Graph) throws -> Value {
        try graph.append(BatchNorm(name, in: graph, x.shape.channels, activation: activation), x)
    }
}

extension Backbone {
    /// ResNet-50. He et al. 2016, Table 1. 25,557,032 parameters, 4.09 GMAC at 224x224.
    ///
    /// The authors' code loads V2; the accuracy in the paper's Table 2 is V1's.
    static let resNet50 = Backbone(
        id: "resnet50", title: "ResNet50", paper: "He et al. 2016", parameterCount: 25_557_032,
        megaMultiplyAdds: 4089.2, head: "fc",
        weights: PublishedWeights(
            version: "IMAGENET1K_V2", address: "https://download.pytorch.org/models/resnet50-11ad3fa6.pth",
            digestPrefix: "11ad3fa6", imageNetTop1: 80.858, licence: "BSD-3-Clause"),
        build: { graph, classes in try ResNet(blocks: [3, 4, 6, 3]).build(graph, classes: classes) })
}
