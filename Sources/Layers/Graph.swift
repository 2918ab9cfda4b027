/// A tensor that flows through a network: one feature map a sample.
public struct Value: Hashable, Sendable {
    public let id: Int
    public let shape: FeatureShape
}

/// A layer's place in a network.
public struct Node {
    public let layer: any Layer
    public let inputs: [Value]
    public let outputs: [Value]
}

/// A network as a list of layers, in the order in which they run, with its parameters.
///
/// Backbones build it once for an input size; plans bind it to a batch.
public final class Graph {
    public let input: Value
    public private(set) var values: [Value]
    public private(set) var nodes: [Node] = []
    public private(set) var parameters = ParameterList()
    /// What torch keeps in the state dict and what follows from the architecture.
    public private(set) var derived: [Derived] = []
    /// The value whose features the head classifies: the logits.
    public private(set) var output: Value

    public init(input shape: FeatureShape) {
        input = Value(id: 0, shape: shape)
        values = [input]
        output = input
    }

    public func declare(
        _ name: String, _ shape: [Int], _ initializer: Initializer, role: Parameter.Role = .trained
    ) -> Parameter {
        parameters.declare(name, shape, initializer, role: role)
    }

    public func derive(_ name: String, _ shape: [Int], _ values: [Float]) {
        derived.append(Derived(name: name, shape: shape, values: values))
    }

    /// Appends a layer and returns what it makes; the last one appended makes the network's output.
    ///
    /// - Throws: `LayerError` where the layer cannot take such inputs.
    @discardableResult
    public func append(_ layer: any Layer, _ inputs: [Value]) throws -> [Value] {
        let shapes = try layer.outputShapes(inputs.map(\.shape))
        let outputs = shapes.enumerated().map { Value(id: values.count + $0.offset, shape: $0.element) }
        values += outputs
        nodes.append(Node(layer: layer, inputs: inputs, outputs: outputs))
        output = outputs[0]
        return outputs
    }

    @discardableResult
    public func append(_ layer: any Layer, _ input: Value) throws -> Value { try append(layer, [input])[0] }
}

extension Graph {
    /// Takes away the last layer, such as the head: what it read becomes the network's output. Its parameters stay
    /// declared, so that state dicts still fit.
    public func removeLastLayer() {
        guard let last = nodes.popLast() else { return }
        output = last.inputs[0]
    }
}

/// A buffer of a state dict that is a function of the architecture, such as an index into a table.
public struct Derived: Sendable {
    public let name: String
    public let shape: [Int]
    public let values: [Float]
}

/// A layer that cannot be built or placed, as a sentence that names it.
public struct LayerError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}
