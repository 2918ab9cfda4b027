import Layers

extension Graph {
    /// The same network with dropout and stochastic depth that drop nothing, as golden files have it: the
    /// same parameters at the same places, the same values.
    public func withoutDropout() throws -> Graph {
        let copy = Graph(input: input.shape)
        for parameter in parameters.all {
            _ = copy.declare(parameter.name, parameter.shape, parameter.initializer, role: parameter.role)
        }
        for node in nodes {
            let layer: any Layer =
                switch node.layer {
                case let dropout as Dropout: Dropout(dropout.name, 0)
                case let sum as ResidualSum: sum.with(probability: 0)
                default: node.layer
                }
            try copy.append(layer, node.inputs)
        }
        return copy
    }
}
