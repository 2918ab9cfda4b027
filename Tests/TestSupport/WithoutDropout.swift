import Layers

extension Graph {
    /// The same network with dropout layers that drop nothing, as golden files have it: the same
    /// parameters at the same places, the same values.
    public func withoutDropout() throws -> Graph {
        let copy = Graph(input: input.shape)
        for parameter in parameters.all {
            _ = copy.declare(parameter.name, parameter.shape, parameter.initializer, role: parameter.role)
        }
        for node in nodes {
            try copy.append(node.layer is Dropout ? Dropout(node.layer.name, 0) : node.layer, node.inputs)
        }
        return copy
    }
}
