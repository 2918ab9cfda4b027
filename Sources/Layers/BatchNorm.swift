import CKernels
import Numerics

/// torch.nn.BatchNorm2d, followed by an optional residual sum and an activation, in one pass over
/// memory: y = activation(norm(x) + residual).
///
/// Training normalises with the batch's mean and biased variance and moves the running statistics
/// by `momentum` towards the mean and the unbiased variance; inference uses the running ones.
///
/// The input may be wider than the norm, which then reads its first channels: a dense block's features
/// lie in one tensor that grows.
public struct BatchNorm: Layer {
    public let name: String
    let weight: Parameter, bias: Parameter, mean: Parameter, variance: Parameter
    let epsilon: Float, momentum: Float
    public let activation: Activation
    let readsSlice: Bool

    /// Declares `<name>.weight`, `.bias`, `.running_mean` and `.running_var`.
    ///
    /// The layer takes one input, or two: the second is the residual.
    ///
    /// - Parameter readsSlice: whether the input may have more channels, of which the first are taken.
    public init(
        _ name: String, in graph: Graph, _ channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1,
        activation: Activation = .identity, readsSlice: Bool = false
    ) {
        self.name = name
        self.readsSlice = readsSlice
        self.epsilon = epsilon
        self.momentum = momentum
        self.activation = activation
        weight = graph.declare("\(name).weight", [channels], .constant(1))
        bias = graph.declare("\(name).bias", [channels], .constant(0))
        mean = graph.declare("\(name).running_mean", [channels], .constant(0), role: .statistic)
        variance = graph.declare("\(name).running_var", [channels], .constant(1), role: .statistic)
    }

    public var kind: String { "BatchNorm2d" + (activation == .identity ? "" : " + \(activation.rawValue)") }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        var output = inputs[0]
        output.channels = weight.count
        guard inputs[0].channels == weight.count || readsSlice && inputs[0].channels > weight.count,
            inputs.dropFirst().allSatisfy({ $0 == output })
        else { throw LayerError("\(name) takes \(weight.count) channels and gets \(inputs)") }
        // Backward takes the derivative behind a residual sum from the output, which tells it for these.
        guard inputs.count == 1 || activation == .identity || activation == .relu else {
            throw LayerError("\(name): a residual sum goes with ReLU or no activation, not with \(activation.rawValue)")
        }
        return [output]
    }

    public func operation(_ site: Site) -> any Operation {
        site.phase == .training ? BatchNormTraining(self, site) : BatchNormInference(self, site)
    }
}

/// The smallest number of elements that pays for a second thread.
private let threadGrain = 1 << 14

/// What both phases know of their place.
private struct Surroundings {
    let layer: BatchNorm
    let network: Network
    let kernels: KernelSet
    let rows: Int
    let channels: Int
    /// Floats from one pixel of the input to the next.
    let stride: Int
    let hasResidual: Bool

    init(_ layer: BatchNorm, _ site: Site) {
        self.layer = layer
        network = site.network
        kernels = site.kernels
        rows = site.batch * site.inputs[0].pixels
        channels = site.outputs[0].channels
        stride = site.inputs[0].channels
        hasResidual = site.inputs.count > 1
    }

    var grain: Int { max(1, threadGrain / channels) }

    func apply(_ buffers: Buffers, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        let residual = hasResidual ? buffers.inputs[1] : nil
        ThreadTeam.parallel(rows, grain: grain) { piece in
            let start = piece.lowerBound * channels
            kernels.call.norm_apply(
                x + piece.lowerBound * stride, stride, residual.map { $0 + start }, y + start, piece.count, channels,
                scale, shift, layer.activation.code)
        }
    }
}

private final class BatchNormTraining: Operation {
    private let place: Surroundings
    private let sums: ThreadSums
    let needs: Needs

    init(_ layer: BatchNorm, _ site: Site) {
        place = Surroundings(layer, site)
        let (channels, hasResidual) = (place.channels, place.hasResidual)
        var needs = Needs()
        needs.inputs = true
        needs.isCheap = !hasResidual
        needs.outputs = hasResidual && layer.activation != .identity
        // Mean, inverse deviation, scale and shift.
        needs.saved = 4 * channels * MemoryLayout<Float>.stride
        sums = ThreadSums(width: 2 * channels)
        needs.forwardScratch = sums.byteCount + channels * MemoryLayout<Float>.stride
        needs.backwardScratch = sums.byteCount + 3 * channels * MemoryLayout<Float>.stride
        // The residual's gradient is dy behind the activation, which is written over dy.
        needs.gradientInPlace = hasResidual ? 1 : layer.readsSlice ? nil : 0
        needs.addsToGradient = layer.readsSlice ? 0 : nil
        needs.takesGradientPairs = true
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let x = buffers.inputs[0]
        let (layer, network, kernels) = (place.layer, place.network, place.kernels)
        let (rows, channels, stride) = (place.rows, place.channels, place.stride)
        let totals = sums.start(in: buffers.forwardScratch)
        // Sums are taken around the first pixel, lest large means swallow small variances.
        let pivot = sums.end(of: totals).bindMemory(to: Float.self, capacity: channels)
        pivot.update(from: x, count: channels)
        ThreadTeam.parallel(rows, grain: place.grain) { thread, piece in
            let sum = totals + 2 * thread * channels
            kernels.call.norm_statistics(
                x + piece.lowerBound * stride, stride, piece.count, channels, pivot, sum, sum + channels)
        }
        sums.gather(totals)

        let saved = Saved(buffers.saved, channels)
        let (gamma, beta) = (network.value(layer.weight), network.value(layer.bias))
        let (runningMean, runningVariance) = (network.value(layer.mean), network.value(layer.variance))
        let count = Double(rows)
        for channel in 0..<channels {
            let offset = totals[channel] / count
            let mean = offset + Double(pivot[channel])
            let variance = max(0, totals[channels + channel] / count - offset * offset)
            let inverse = 1 / (variance + Double(layer.epsilon)).squareRoot()
            saved.mean[channel] = Float(mean)
            saved.inverse[channel] = Float(inverse)
            let scale = Double(gamma[channel]) * inverse
            saved.scale[channel] = Float(scale)
            saved.shift[channel] = Float(Double(beta[channel]) - mean * scale)
            runningMean[channel] += layer.momentum * (Float(mean) - runningMean[channel])
            // One value has no unbiased variance; the running one stays as it is.
            if rows > 1 {
                let unbiased = Float(variance * count / (count - 1))
                runningVariance[channel] += layer.momentum * (unbiased - runningVariance[channel])
            }
        }
        place.apply(buffers, scale: saved.scale, shift: saved.shift)
    }

    func replay(_ buffers: Buffers, _ step: Step) {
        let saved = Saved(buffers.saved, place.channels)
        place.apply(buffers, scale: saved.scale, shift: saved.shift)
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let (layer, network, kernels) = (place.layer, place.network, place.kernels)
        let (rows, channels, stride) = (place.rows, place.channels, place.stride)
        let saved = Saved(buffers.saved, channels)
        let x = buffers.inputs[0]
        let y = needs.outputs ? buffers.outputs[0] : nil
        let dy = buffers.outputGradients[0][0]
        let second = buffers.outputGradients[0].count > 1 ? buffers.outputGradients[0][1] : nil
        // Where dy behind the activation is needed again, it is kept; else it is taken twice.
        let keepsGradient = place.hasResidual || second != nil
        var norm = wb_norm(
            scale: saved.scale, shift: saved.shift, mean: saved.mean,
            activation: layer.activation.code)
        let totals = sums.start(in: buffers.backwardScratch)
        ThreadTeam.parallel(rows, grain: place.grain) { thread, piece in
            let (sum, start) = (totals + 2 * thread * channels, piece.lowerBound * channels)
            kernels.call.norm_backward_sums(
                &norm, x + piece.lowerBound * stride, stride, y.map { $0 + start }, dy + start,
                second.map { $0 + start }, keepsGradient ? dy + start : nil, piece.count, channels, sum,
                sum + channels)
        }
        sums.gather(totals)

        let (gamma, dgamma, dbeta) = (
            network.value(layer.weight), network.gradient(layer.weight), network.gradient(layer.bias)
        )
        let constants = sums.end(of: totals).bindMemory(to: Float.self, capacity: 3 * channels)
        let (a, b, c) = (constants, constants + channels, constants + 2 * channels)
        let count = Double(rows)
        for channel in 0..<channels {
            let (sum, product) = (totals[channel], totals[channels + channel])
            let inverse = Double(saved.inverse[channel])
            dbeta[channel] = Float(sum)
            dgamma[channel] = Float(product * inverse)
            let scale = Double(gamma[channel]) * inverse
            let slope = -scale * inverse * inverse * product / count
            a[channel] = Float(scale)
            b[channel] = Float(slope)
            c[channel] = Float(-scale * sum / count - slope * Double(saved.mean[channel]))
        }
        guard let dx = buffers.inputGradients[0] else { return }
        ThreadTeam.parallel(rows, grain: place.grain) { piece in
            let (start, wide) = (piece.lowerBound * channels, piece.lowerBound * stride)
            if stride > channels && !buffers.addsGradient {
                (dx + wide).update(repeating: 0, count: piece.count * stride)
            }
            kernels.call.norm_backward_input(
                &norm, keepsGradient ? 0 : 1, x + wide, stride, dy + start, dx + wide, stride,
                buffers.addsGradient ? 1 : 0, piece.count, channels, a, b, c)
        }
    }

    private struct Saved {
        let mean, inverse, scale, shift: UnsafeMutablePointer<Float>

        init(_ memory: UnsafeMutableRawPointer, _ channels: Int) {
            mean = memory.assumingMemoryBound(to: Float.self)
            inverse = mean + channels
            scale = mean + 2 * channels
            shift = mean + 3 * channels
        }
    }
}

private final class BatchNormInference: Operation {
    private let place: Surroundings
    let needs: Needs

    init(_ layer: BatchNorm, _ site: Site) {
        place = Surroundings(layer, site)
        var needs = Needs()
        needs.forwardScratch = 2 * place.channels * MemoryLayout<Float>.stride
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let scale = buffers.forwardScratch.assumingMemoryBound(to: Float.self)
        let shift = scale + place.channels
        place.layer.affine(place.network, scale: scale, shift: shift)
        place.apply(buffers, scale: scale, shift: shift)
    }

    func backward(_ buffers: Buffers, _ step: Step) {}
}

extension BatchNorm {
    /// The running statistics and the affine parameters as y = x * scale + shift.
    func affine(_ network: Network, scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>) {
        let (gamma, beta) = (network.value(weight), network.value(bias))
        let (runningMean, runningVariance) = (network.value(mean), network.value(variance))
        for channel in 0..<weight.count {
            let factor = Double(gamma[channel]) / (Double(runningVariance[channel]) + Double(epsilon)).squareRoot()
            scale[channel] = Float(factor)
            shift[channel] = Float(Double(beta[channel]) - Double(runningMean[channel]) * factor)
        }
    }
}
