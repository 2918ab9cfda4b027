import Numerics

/// torch.nn.ConvTranspose2d with square kernels and a bias, over NHWC: the adjoint of a convolution, whose
/// passes it runs with the roles changed.
public struct TransposedConvolution: Layer {
    public let name: String
    let weight: Parameter, bias: Parameter
    let inputChannels: Int, outputChannels: Int
    let kernel: Int, stride: Int, padding: Int

    /// Declares `<name>.weight` (I x O x k x k) and `<name>.bias`.
    public init(
        _ name: String, in graph: Graph, _ inputChannels: Int, _ outputChannels: Int, kernel: Int, stride: Int,
        padding: Int
    ) {
        self.name = name
        (self.inputChannels, self.outputChannels) = (inputChannels, outputChannels)
        (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
        weight = graph.declare("\(name).weight", [inputChannels, outputChannels, kernel, kernel], .kaimingUniform)
        bias = graph.declare("\(name).bias", [outputChannels], .uniform(fanIn: outputChannels * kernel * kernel))
    }

    public var kind: String { "ConvTranspose2d \(kernel)x\(kernel) *\(stride)" }

    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int { inputs[0].pixels * weight.count }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels == inputChannels else {
            throw LayerError("\(name) takes \(inputChannels) channels and gets \(inputs[0].channels)")
        }
        func extent(_ input: Int) -> Int { (input - 1) * stride - 2 * padding + kernel }
        let (height, width) = (extent(inputs[0].height), extent(inputs[0].width))
        guard height > 0, width > 0 else {
            throw LayerError("\(name): an input of \(inputs[0]) leaves nothing within the padding")
        }
        return [FeatureShape(height: height, width: width, channels: outputChannels)]
    }

    /// The convolution from this layer's outputs to its inputs.
    func adjoint(batch: Int, _ output: FeatureShape) -> ConvolutionShape {
        ConvolutionShape(
            batch: batch, inputHeight: output.height, inputWidth: output.width, inputChannels: outputChannels,
            outputChannels: inputChannels, kernel: kernel, stride: stride, padding: padding, groups: 1)
    }

    public func operation(_ site: Site) throws -> any Operation { try TransposedConvolutionOperation(self, site) }
}

private final class TransposedConvolutionOperation: Operation {
    private let layer: TransposedConvolution
    private let network: Network
    private let kernels: KernelSet
    private let adjoint: DNNLConvolution
    private let rows: Int
    let needs: Needs

    init(_ layer: TransposedConvolution, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        rows = site.batch * site.outputs[0].pixels
        adjoint = try DNNLConvolution(
            layer.adjoint(batch: site.batch, site.outputs[0]), bias: false, training: true, inputGradient: true)
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = adjoint.backwardScratch
        needs.backwardScratch = max(adjoint.backwardScratch, adjoint.forwardScratch)
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (y, bias) = (buffers.outputs[0], network.value(layer.bias))
        adjoint.backwardInput(
            buffers.inputs[0], weight: network.value(layer.weight), into: y, scratch: buffers.forwardScratch)
        ThreadTeam.parallel(rows, grain: max(1, (1 << 13) / layer.outputChannels)) { piece in
            kernels.call.add_rows(
                bias, y + piece.lowerBound * layer.outputChannels, piece.count, layer.outputChannels)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let dy = buffers.outputGradients[0][0]
        adjoint.backwardWeight(
            dy, buffers.inputs[0], into: network.gradient(layer.weight), bias: nil, scratch: buffers.backwardScratch)
        kernels.call.sum_rows(dy, network.gradient(layer.bias), rows, layer.outputChannels)
        if let dx = buffers.inputGradients[0] {
            adjoint.forward(
                dy, weight: network.value(layer.weight), bias: nil, into: dx, scratch: buffers.backwardScratch)
        }
    }
}
