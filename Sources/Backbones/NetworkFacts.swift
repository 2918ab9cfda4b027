import Layers

/// What a built network tells of itself: counts, and the features by which architectures are compared.
public struct NetworkFacts: Sendable {
    /// A convolution's window: the side of its kernel, and by what it divides the image's sides.
    public struct Window: Equatable, Sendable {
        public let kernel, stride: Int

        public init(kernel: Int, stride: Int) { (self.kernel, self.stride) = (kernel, stride) }
    }

    public enum Norm: String, Sendable {
        case batch = "BN"
        case layer = "LN"
    }

    /// Trained values.
    public let parameters: Int
    /// Running means and variances.
    public let statistics: Int
    /// For one image.
    public let multiplyAdds: Int
    /// The non-linearities between layers, in the order in which they first occur. Those inside a layer,
    /// such as squeeze-excitation's and its gate, do not count.
    public let activations: [Activation]
    /// The convolutions from the image to the first one that shrinks it.
    public let stem: [Window]
    public let hasDepthwiseConvolution: Bool
    public let hasSqueezeExcitation: Bool
    /// In the order in which they first occur.
    public let norms: [Norm]

    public init(_ graph: Graph) {
        parameters = graph.parameters.parameterCount
        statistics = graph.parameters.all.filter { $0.role == .statistic }.reduce(0) { $0 + $1.count }
        multiplyAdds = graph.nodes.reduce(0) { $0 + $1.layer.multiplyAdds($1.inputs.map(\.shape)) }
        activations = Self.distinct(graph.nodes.compactMap { Self.activation(of: $0.layer) })
        stem = Self.stem(graph.nodes)
        hasDepthwiseConvolution = graph.nodes.contains(where: Self.isDepthwise)
        hasSqueezeExcitation = graph.nodes.contains { $0.layer is SqueezeExcitation }
        norms = Self.distinct(
            graph.nodes.compactMap { $0.layer is BatchNorm ? .batch : $0.layer is LayerNorm ? .layer : nil })
    }

    private static func distinct<Element: Equatable>(_ all: [Element]) -> [Element] {
        all.reduce(into: []) { seen, element in if !seen.contains(element) { seen.append(element) } }
    }

    private static func activation(of layer: any Layer) -> Activation? {
        if let layer = layer as? ActivationLayer { return layer.activation }
        guard let norm = layer as? BatchNorm, norm.activation != .identity else { return nil }
        return norm.activation
    }

    private static func stem(_ nodes: [Node]) -> [Window] {
        var stem: [Window] = []
        for node in nodes {
            guard let convolution = node.layer as? Convolution else { continue }
            let ratio = Double(node.inputs[0].shape.height) / Double(node.outputs[0].shape.height)
            stem.append(Window(kernel: convolution.weight.shape[2], stride: Int(ratio.rounded())))
            if ratio > 1 { break }
        }
        return stem
    }

    /// As many filters as channels, each over its own channel.
    private static func isDepthwise(_ node: Node) -> Bool {
        guard let convolution = node.layer as? Convolution else { return false }
        let channels = node.inputs[0].shape.channels
        return channels > 1 && convolution.weight.shape[0] == channels && convolution.weight.shape[1] == 1
    }
}
