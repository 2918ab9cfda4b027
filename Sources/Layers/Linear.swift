import Numerics

/// torch.nn.Linear over the channels of each pixel: y = x W^T + b.
public struct Linear: Layer {
    public let name: String
    public let weight: Parameter
    public let bias: Parameter?
    public let inputs: Int, outputs: Int
    let unusedBias: Range<Int>
    let addsToBiasGradient: Bool

    /// Declares `<name>.weight` (out x in) and, with `bias`, `<name>.bias`.
    ///
    /// - Parameters:
    ///   - biasInitializer: torch's default beside its default for the weights, else zero, where nil.
    ///   - unusedBias: elements of the bias that count as zero and get no gradient.
    ///   - addsToBiasGradient: whether a layer behind this one uses the bias too and has left its part of the
    ///     gradient when this layer's turn comes.
    public init(
        _ name: String, in graph: Graph, _ inputs: Int, _ outputs: Int, bias hasBias: Bool = true,
        initializer: Initializer = .kaimingUniform, biasInitializer: Initializer? = nil,
        unusedBias: Range<Int> = 0..<0, addsToBiasGradient: Bool = false
    ) {
        self.name = name
        (self.inputs, self.outputs) = (inputs, outputs)
        (self.unusedBias, self.addsToBiasGradient) = (unusedBias, addsToBiasGradient)
        weight = graph.declare("\(name).weight", [outputs, inputs], initializer)
        let usual: Initializer = initializer == .kaimingUniform ? .uniform(fanIn: inputs) : .constant(0)
        bias = hasBias ? graph.declare("\(name).bias", [outputs], biasInitializer ?? usual) : nil
    }

    public var kind: String { "Linear" }

    public func multiplyAdds(_ inputs: [FeatureShape]) -> Int { inputs[0].pixels * weight.count }

    public func outputShapes(_ shapes: [FeatureShape]) throws -> [FeatureShape] {
        guard shapes[0].channels == inputs else {
            throw LayerError("\(name) takes \(inputs) features and gets \(shapes[0].channels)")
        }
        return [FeatureShape(height: shapes[0].height, width: shapes[0].width, channels: outputs)]
    }

    public func operation(_ site: Site) throws -> any Operation {
        site.inputs[0].pixels == 1 ? try LinearOperation(self, site) : try PixelwiseLinearOperation(self, site)
    }

    /// The bias in effect, written into `memory` where parts of it are unused.
    fileprivate func bias(
        _ network: Network, _ memory: UnsafeMutablePointer<Float>
    ) -> UnsafeMutablePointer<Float>? {
        guard let bias else { return nil }
        let values = network.value(bias)
        if unusedBias.isEmpty { return values }
        memory.update(from: values, count: outputs)
        (memory + unusedBias.lowerBound).update(repeating: 0, count: unusedBias.count)
        return memory
    }

    /// Takes over this layer's part of the bias's gradient.
    fileprivate func finish(_ part: UnsafeMutablePointer<Float>, _ network: Network, _ kernels: KernelSet) {
        guard let gradient = bias.map(network.gradient) else { return }
        if part != gradient { kernels.call.add(part, gradient, outputs) }
        (gradient + unusedBias.lowerBound).update(repeating: 0, count: unusedBias.count)
    }

    /// Bytes for a copy of the bias or of its gradient; a multiple of 64.
    fileprivate var biasBytes: Int { (outputs * MemoryLayout<Float>.stride + 63) & ~63 }
}

/// Of one row a sample, by OpenBLAS.
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
        rows = site.batch
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = layer.biasBytes
        needs.backwardScratch = layer.biasBytes
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let y = buffers.outputs[0]
        blas.multiply(
            buffers.inputs[0], network.value(layer.weight), transposeB: true, into: y, m: rows, n: layer.outputs,
            k: layer.inputs)
        if let bias = layer.bias(network, buffers.forwardScratch.assumingMemoryBound(to: Float.self)) {
            kernels.call.add_rows(bias, y, rows, layer.outputs)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let dy = buffers.outputGradients[0][0]
        blas.multiply(
            dy, transposeA: true, buffers.inputs[0], into: network.gradient(layer.weight), m: layer.outputs,
            n: layer.inputs, k: rows)
        if let bias = layer.bias {
            let part =
                layer.addsToBiasGradient
                ? buffers.backwardScratch.assumingMemoryBound(to: Float.self) : network.gradient(bias)
            kernels.call.sum_rows(dy, part, rows, layer.outputs)
            layer.finish(part, network, kernels)
        }
        if let dx = buffers.inputGradients[0] {
            blas.multiply(dy, network.value(layer.weight), into: dx, m: rows, n: layer.inputs, k: layer.outputs)
        }
    }
}

/// Of feature maps: a 1x1 convolution, by oneDNN, which is ahead of OpenBLAS in these shapes.
private final class PixelwiseLinearOperation: Operation {
    private let layer: Linear
    private let network: Network
    private let kernels: KernelSet
    private let convolution: DNNLConvolution
    let needs: Needs

    init(_ layer: Linear, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        let input = site.inputs[0]
        convolution = try DNNLConvolution(
            ConvolutionShape(
                batch: site.batch, inputHeight: input.height, inputWidth: input.width, inputChannels: layer.inputs,
                outputChannels: layer.outputs, kernel: 1, stride: 1, padding: 0, groups: 1),
            bias: layer.bias != nil, training: site.phase == .training, inputGradient: site.wantsInputGradient[0])
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = layer.biasBytes + convolution.forwardScratch
        needs.backwardScratch = layer.biasBytes + convolution.backwardScratch
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let bias = layer.bias(network, buffers.forwardScratch.assumingMemoryBound(to: Float.self))
        convolution.forward(
            buffers.inputs[0], weight: network.value(layer.weight), bias: bias, into: buffers.outputs[0],
            scratch: buffers.forwardScratch + layer.biasBytes)
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let dy = buffers.outputGradients[0][0]
        let part = layer.bias.map { bias in
            layer.addsToBiasGradient
                ? buffers.backwardScratch.assumingMemoryBound(to: Float.self) : network.gradient(bias)
        }
        let scratch = buffers.backwardScratch + layer.biasBytes
        convolution.backwardWeight(
            buffers.inputs[0], dy, into: network.gradient(layer.weight), bias: part, scratch: scratch)
        if let part { layer.finish(part, network, kernels) }
        if let dx = buffers.inputGradients[0] {
            convolution.backwardInput(dy, weight: network.value(layer.weight), into: dx, scratch: scratch)
        }
    }
}
