import Numerics

/// torch.nn.Linear over the channels of a 1x1 feature map: y = x W^T + b.
public struct Linear: Layer {
    public let name: String
    public let weight: Parameter
    public let bias: Parameter
    public let inputs: Int, outputs: Int

    /// Declares `<name>.weight` (out x in) and `<name>.bias`.
    public init(
        _ name: String, in graph: Graph, _ inputs: Int, _ outputs: Int, initializer: Initializer = .kaimingUniform
    ) {
        self.name = name
        (self.inputs, self.outputs) = (inputs, outputs)
        weight = graph.declare("\(name).weight", [outputs, inputs], initializer)
        bias = graph.declare(
            "\(name).bias", [outputs], initializer == .kaimingUniform ? .uniform(fanIn: inputs) : .constant(0))
    }

    public var kind: String { "Linear" }

    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int { inputs[0].pixels * weight.count }

    public func outputShapes(_ shapes: [FeatureShape]) throws -> [FeatureShape] {
        guard shapes[0].channels == inputs else {
            throw LayerError("\(name) takes \(inputs) features and gets \(shapes[0].channels)")
        }
        return [FeatureShape(height: shapes[0].height, width: shapes[0].width, channels: outputs)]
    }

    public func operation(_ site: Site) throws -> any Operation { try LinearOperation(self, site) }
}

private final class LinearOperation: Operation {
    private let layer: Linear
    private let network: Network
    private let kernels: KernelSet
    private let blas: BLAS
    private let rows: Int
    let needs: Needs

    init(_ layer: Linear, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        blas = try BLAS.shared()
        rows = site.batch * site.inputs[0].pixels
        var needs = Needs()
        needs.inputs = true
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let y = buffers.outputs[0]
        blas.multiply(
            buffers.inputs[0], network.value(layer.weight), transposeB: true, into: y, m: rows, n: layer.outputs,
            k: layer.inputs)
        kernels.call.add_rows(network.value(layer.bias), y, rows, layer.outputs)
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let dy = buffers.outputGradients[0][0]
        blas.multiply(
            dy, transposeA: true, buffers.inputs[0], into: network.gradient(layer.weight), m: layer.outputs,
            n: layer.inputs, k: rows)
        kernels.call.sum_rows(dy, network.gradient(layer.bias), rows, layer.outputs)
        if let dx = buffers.inputGradients[0] {
            blas.multiply(dy, network.value(layer.weight), into: dx, m: rows, n: layer.inputs, k: layer.outputs)
        }
    }
}
