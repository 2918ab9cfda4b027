import Numerics

/// torch.nn.Conv2d with square kernels and zero padding, over NHWC.
public struct Convolution: Layer {
    public let name: String
    public let weight: Parameter
    public let bias: Parameter?
    let inputChannels: Int, outputChannels: Int
    let kernel: Int, stride: Int, padding: Int, groups: Int

    /// Declares `<name>.weight` (O x I/groups x k x k) and, with `bias`, `<name>.bias`.
    ///
    /// - Parameter padding: `(kernel - 1) / 2` when nil.
    public init(
        _ name: String, in graph: Graph, _ inputChannels: Int, _ outputChannels: Int, kernel: Int, stride: Int = 1,
        padding: Int? = nil, groups: Int = 1, bias hasBias: Bool = false, initializer: Initializer
    ) throws {
        guard inputChannels % groups == 0, outputChannels % groups == 0 else {
            throw LayerError("\(name): \(groups) groups do not divide \(inputChannels) and \(outputChannels) channels")
        }
        self.name = name
        (self.inputChannels, self.outputChannels) = (inputChannels, outputChannels)
        (self.kernel, self.stride, self.groups) = (kernel, stride, groups)
        self.padding = padding ?? (kernel - 1) / 2
        let shape = [outputChannels, inputChannels / groups, kernel, kernel]
        weight = graph.declare("\(name).weight", shape, initializer)
        let fanIn = shape.dropFirst().reduce(1, *)
        bias =
            hasBias
            ? graph.declare(
                "\(name).bias", [outputChannels],
                initializer == .kaimingUniform ? .uniform(fanIn: fanIn) : .constant(0))
            : nil
    }

    public var kind: String {
        let group = groups == 1 ? "" : groups == inputChannels ? ", depthwise" : ", \(groups) groups"
        return "Conv2d \(kernel)x\(kernel)" + (stride == 1 ? "" : " /\(stride)") + group
    }

    var isDepthwise: Bool { groups > 1 && groups == inputChannels && inputChannels == outputChannels }

    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int {
        let shape = geometry(batch: 1, inputs[0])
        return shape.outputHeight * shape.outputWidth * weight.count
    }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels == inputChannels else {
            throw LayerError("\(name) takes \(inputChannels) channels and gets \(inputs[0].channels)")
        }
        let shape = geometry(batch: 1, inputs[0])
        guard inputs[0].height + 2 * padding >= kernel, inputs[0].width + 2 * padding >= kernel else {
            throw LayerError("\(name): a \(kernel)x\(kernel) window does not fit an input of \(inputs[0])")
        }
        return [FeatureShape(height: shape.outputHeight, width: shape.outputWidth, channels: outputChannels)]
    }

    func geometry(batch: Int, _ input: FeatureShape) -> ConvolutionShape {
        ConvolutionShape(
            batch: batch, inputHeight: input.height, inputWidth: input.width, inputChannels: inputChannels,
            outputChannels: outputChannels, kernel: kernel, stride: stride, padding: padding, groups: groups)
    }

    public func operation(_ site: Site) throws -> any Operation {
        isDepthwise ? DepthwiseOperation(self, site) : try ConvolutionOperation(self, site)
    }
}

/// Dense and grouped convolutions, through oneDNN.
private final class ConvolutionOperation: Operation {
    private let convolution: DNNLConvolution
    private let weight: UnsafeMutablePointer<Float>
    private let weightGradient: UnsafeMutablePointer<Float>
    private let bias: UnsafeMutablePointer<Float>?
    private let biasGradient: UnsafeMutablePointer<Float>?
    let needs: Needs

    init(_ layer: Convolution, _ site: Site) throws {
        convolution = try DNNLConvolution(
            layer.geometry(batch: site.batch, site.inputs[0]), bias: layer.bias != nil,
            training: site.phase == .training, inputGradient: site.wantsInputGradient[0])
        weight = site.network.value(layer.weight)
        weightGradient = site.network.gradient(layer.weight)
        bias = layer.bias.map(site.network.value)
        biasGradient = layer.bias.map(site.network.gradient)
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = convolution.forwardScratch
        needs.backwardScratch = convolution.backwardScratch
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        convolution.forward(
            buffers.inputs[0], weight: weight, bias: bias, into: buffers.outputs[0], scratch: buffers.forwardScratch)
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let dy = buffers.outputGradients[0][0]
        convolution.backwardWeight(
            buffers.inputs[0], dy, into: weightGradient, bias: biasGradient, scratch: buffers.backwardScratch)
        if let dx = buffers.inputGradients[0] {
            convolution.backwardInput(dy, weight: weight, into: dx, scratch: buffers.backwardScratch)
        }
    }
}
