import Numerics

/// torch.nn.LayerNorm over the channels of each pixel (torchvision's LayerNorm2d, over NHWC).
public struct LayerNorm: Layer {
    public let name: String
    let weight: Parameter, bias: Parameter
    let epsilon: Float

    /// Declares `<name>.weight` and `<name>.bias`.
    public init(_ name: String, in graph: Graph, _ channels: Int, epsilon: Float) {
        self.name = name
        self.epsilon = epsilon
        weight = graph.declare("\(name).weight", [channels], .constant(1))
        bias = graph.declare("\(name).bias", [channels], .constant(0))
    }

    public var kind: String { "LayerNorm" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs[0].channels == weight.count else {
            throw LayerError("\(name) takes \(weight.count) channels and gets \(inputs[0].channels)")
        }
        return inputs
    }

    public func operation(_ site: Site) throws -> any Operation {
        guard site.wantsInputGradient[0] else { throw LayerError("\(name) cannot be the first layer") }
        return LayerNormOperation(self, site)
    }
}

private final class LayerNormOperation: Operation {
    private let layer: LayerNorm
    private let network: Network
    private let kernels: KernelSet
    private let rows: Int
    private let channels: Int
    private let sums: ThreadSums
    let needs: Needs

    init(_ layer: LayerNorm, _ site: Site) {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        rows = site.batch * site.inputs[0].pixels
        channels = site.inputs[0].channels
        var needs = Needs()
        needs.inputs = true
        needs.isCheap = true
        needs.addsToGradient = 0
        needs.gradientInPlace = 0
        // Mean and inverse deviation of each pixel.
        let statistics = 2 * rows * MemoryLayout<Float>.stride
        if site.phase == .training { needs.saved = statistics } else { needs.forwardScratch = statistics }
        sums = ThreadSums(width: 2 * channels)
        needs.backwardScratch = sums.byteCount
        self.needs = needs
    }

    private var grain: Int { max(1, (1 << 13) / channels) }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        let memory = needs.saved > 0 ? buffers.saved : buffers.forwardScratch
        let mean = memory.assumingMemoryBound(to: Float.self)
        let inverse = mean + rows
        let (weight, bias) = (network.value(layer.weight), network.value(layer.bias))
        ThreadTeam.parallel(rows, grain: grain) { piece in
            let (first, start) = (piece.lowerBound, piece.lowerBound * channels)
            kernels.call.layer_norm_forward(
                x + start, y + start, mean + first, inverse + first, piece.count, channels, weight, bias,
                layer.epsilon)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let (x, dy) = (buffers.inputs[0], buffers.outputGradients[0][0])
        let mean = buffers.saved.assumingMemoryBound(to: Float.self)
        let inverse = mean + rows
        let weight = network.value(layer.weight)
        let totals = sums.start(in: buffers.backwardScratch)
        ThreadTeam.parallel(rows, grain: grain) { thread, piece in
            let (first, start) = (piece.lowerBound, piece.lowerBound * channels)
            let sum = totals + 2 * thread * channels
            kernels.call.layer_norm_backward(
                x + start, dy + start, dx + start, buffers.addsGradient ? 1 : 0, mean + first, inverse + first,
                piece.count, channels, weight, sum, sum + channels)
        }
        let (dweight, dbias) = (network.gradient(layer.weight), network.gradient(layer.bias))
        sums.gather(totals)
        for channel in 0..<channels {
            dweight[channel] = Float(totals[channel])
            dbias[channel] = Float(totals[channels + channel])
        }
    }
}
