/// Rewrites a network for inference.
enum Folding {
    /// A convolution whose result only a batch norm reads becomes one operation with it.
    static func fold(_ nodes: [Node], keeping output: Value) -> [Node] {
        var readers = [Value: Int]()
        for input in nodes.flatMap(\.inputs) { readers[input, default: 0] += 1 }
        var maker = [Value: Int]()
        for (index, node) in nodes.enumerated() { for value in node.outputs { maker[value] = index } }

        var result = nodes.map(Optional.some)
        for (index, node) in nodes.enumerated() {
            guard let norm = node.layer as? BatchNorm, let source = maker[node.inputs[0]],
                let convolution = nodes[source].layer as? Convolution, readers[node.inputs[0]] == 1,
                node.inputs[0] != output, convolution.outputChannels == norm.weight.count
            else { continue }
            // In the norm's place, so that a residual is there already.
            result[source] = nil
            result[index] = Node(
                layer: FoldedConvolution(convolution: convolution, norm: norm),
                inputs: nodes[source].inputs + node.inputs.dropFirst(), outputs: node.outputs)
        }
        return result.compactMap { $0 }
    }
}
