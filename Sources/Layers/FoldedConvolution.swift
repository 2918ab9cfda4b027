import CKernels
import Numerics

/// A convolution with the batch norm behind it, its residual sum and its activation, in inference:
/// the norm's scale goes into the filters and its shift becomes the bias.
struct FoldedConvolution: Layer {
    let convolution: Convolution
    let norm: BatchNorm

    var name: String { norm.name }
    var kind: String { "\(convolution.kind), \(norm.kind)" }

    func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        try convolution.outputShapes(Array(inputs.prefix(1)))
    }

    func operation(_ site: Site) throws -> any Operation {
        convolution.isDepthwise
            ? FoldedDepthwiseOperation(self, site) : try FoldedConvolutionOperation(self, site)
    }

    /// Writes the scaled filters, in torch's order, and the shift.
    fileprivate func fold(
        _ network: Network, weight: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>,
        scale: UnsafeMutablePointer<Float>
    ) {
        norm.affine(network, scale: scale, shift: shift)
        let (source, filter) = (
            network.value(convolution.weight), convolution.weight.count / convolution.outputChannels
        )
        for channel in 0..<convolution.outputChannels {
            let factor = scale[channel]
            for index in (channel * filter)..<((channel + 1) * filter) { weight[index] = source[index] * factor }
        }
        guard let bias = convolution.bias.map(network.value) else { return }
        for channel in 0..<convolution.outputChannels { shift[channel] += bias[channel] * scale[channel] }
    }
}

private final class FoldedConvolutionOperation: Operation {
    private let layer: FoldedConvolution
    private let network: Network
    private let kernels: KernelSet
    private let convolution: DNNLConvolution
    private let count: Int
    private let hasResidual: Bool
    private let remaining: wb_activation?
    private let folded: Int
    let needs: Needs

    init(_ layer: FoldedConvolution, _ site: Site) throws {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        count = site.batch * site.outputs[0].count
        hasResidual = site.inputs.count > 1
        let fused: DNNLConvolution.Activation =
            switch layer.norm.activation {
            case .relu: .relu
            case .hardswish: .hardswish
            case .silu: .silu
            default: .identity
            }
        convolution = try DNNLConvolution(
            layer.convolution.geometry(batch: site.batch, site.inputs[0]), bias: true, training: false,
            inputGradient: false, activation: fused, accumulate: hasResidual)
        // What this way of calling oneDNN does not fuse.
        remaining = fused == .identity && layer.norm.activation != .identity ? layer.norm.activation.code : nil
        let floats = layer.convolution.weight.count + 2 * layer.convolution.outputChannels
        folded = (floats * MemoryLayout<Float>.stride + 63) & ~63
        var needs = Needs()
        needs.forwardScratch = folded + convolution.forwardScratch
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let weight = buffers.forwardScratch.assumingMemoryBound(to: Float.self)
        let shift = weight + layer.convolution.weight.count
        layer.fold(network, weight: weight, shift: shift, scale: shift + layer.convolution.outputChannels)
        let y = buffers.outputs[0]
        if hasResidual {
            let residual = buffers.inputs[1]
            ThreadTeam.parallel(count, grain: 1 << 14) { piece in
                (y + piece.lowerBound).update(from: residual + piece.lowerBound, count: piece.count)
            }
        }
        convolution.forward(
            buffers.inputs[0], weight: weight, bias: shift, into: y, scratch: buffers.forwardScratch + folded)
        guard let remaining else { return }
        ThreadTeam.parallel(count, grain: 1 << 14) { piece in
            kernels.call.activate(y + piece.lowerBound, y + piece.lowerBound, piece.count, remaining)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {}
}

private final class FoldedDepthwiseOperation: Operation {
    private let layer: FoldedConvolution
    private let network: Network
    private let kernels: KernelSet
    private let shape: wb_depthwise
    private let batch: Int
    private let hasResidual: Bool
    let needs: Needs

    init(_ layer: FoldedConvolution, _ site: Site) {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        let (input, output) = (site.inputs[0], site.outputs[0])
        shape = wb_depthwise(
            height: input.height, width: input.width, channels: input.channels, out_height: output.height,
            out_width: output.width, kernel: layer.convolution.kernel, stride: layer.convolution.stride,
            padding: layer.convolution.padding)
        batch = site.batch
        hasResidual = site.inputs.count > 1
        var needs = Needs()
        needs.forwardScratch = (2 * layer.convolution.weight.count + 3 * input.channels) * MemoryLayout<Float>.stride
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let channels = shape.channels
        let taps = shape.kernel * shape.kernel
        let weight = buffers.forwardScratch.assumingMemoryBound(to: Float.self)
        let filter = weight + taps * channels
        let shift = filter + taps * channels
        let (scale, one) = (shift + channels, shift + 2 * channels)
        layer.fold(network, weight: weight, shift: shift, scale: scale)
        one.update(repeating: 1, count: channels)
        for channel in 0..<channels {
            for tap in 0..<taps { filter[tap * channels + channel] = weight[channel * taps + tap] }
        }
        let (x, y, activation) = (buffers.inputs[0], buffers.outputs[0], layer.norm.activation.code)
        let residual = hasResidual ? buffers.inputs[1] : nil
        let width = shape.out_width
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch * shape.out_height) { rows in
                // Row by row, so that the second pass finds the row in the cache.
                for row in rows {
                    let start = row * width * channels
                    kernels.call.depthwise_forward(geometry, x, filter, y, row, row + 1)
                    kernels.call.norm_apply(
                        y + start, channels, residual.map { $0 + start }, y + start, width, channels, one, shift,
                        activation)
                }
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {}
}
