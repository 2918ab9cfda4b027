import CKernels
import Numerics

/// Depthwise convolutions, by this project's kernels: oneDNN's weight gradient is slow for them.
final class DepthwiseOperation: Operation {
    private let shape: wb_depthwise
    private let batch: Int
    private let kernels: KernelSet
    private let weight: UnsafeMutablePointer<Float>
    private let weightGradient: UnsafeMutablePointer<Float>
    private let bias: UnsafeMutablePointer<Float>?
    private let biasGradient: UnsafeMutablePointer<Float>?
    private let threads = ThreadTeam.size
    let needs: Needs

    init(_ layer: Convolution, _ site: Site) {
        let (input, output) = (site.inputs[0], site.outputs[0])
        shape = wb_depthwise(
            height: input.height, width: input.width, channels: input.channels, out_height: output.height,
            out_width: output.width, kernel: layer.kernel, stride: layer.stride, padding: layer.padding)
        batch = site.batch
        kernels = site.kernels
        weight = site.network.value(layer.weight)
        weightGradient = site.network.gradient(layer.weight)
        bias = layer.bias.map(site.network.value)
        biasGradient = layer.bias.map(site.network.gradient)
        let taps = layer.kernel * layer.kernel * input.channels * MemoryLayout<Float>.stride
        var needs = Needs()
        needs.inputs = true
        needs.forwardScratch = taps
        needs.backwardScratch = taps * (1 + threads)
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let filter = arranged(in: buffers.forwardScratch)
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch * shape.out_height) { rows in
                kernels.call.depthwise_forward(geometry, x, filter, y, rows.lowerBound, rows.upperBound)
                if let bias {
                    let start = rows.lowerBound * shape.out_width
                    kernels.call.add_rows(
                        bias, y + start * shape.channels, rows.count * shape.out_width, shape.channels)
                }
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        let (x, dy) = (buffers.inputs[0], buffers.outputGradients[0][0])
        let filter = arranged(in: buffers.backwardScratch)
        let taps = shape.kernel * shape.kernel
        let count = taps * shape.channels
        let partial = filter + count
        partial.update(repeating: 0, count: threads * count)
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch * shape.out_height) { thread, rows in
                kernels.call.depthwise_backward_weight(
                    geometry, x, dy, partial + thread * count, rows.lowerBound, rows.upperBound)
            }
        }
        for thread in 1..<max(1, threads) { kernels.call.add(partial + thread * count, partial, count) }
        for channel in 0..<shape.channels {
            for tap in 0..<taps { weightGradient[channel * taps + tap] = partial[tap * shape.channels + channel] }
        }
        if let biasGradient {
            kernels.call.sum_rows(dy, biasGradient, batch * shape.out_height * shape.out_width, shape.channels)
        }
        if let dx = buffers.inputGradients[0] {
            withUnsafePointer(to: shape) { geometry in
                ThreadTeam.parallel(batch * shape.height) { rows in
                    kernels.call.depthwise_backward_input(geometry, dy, filter, dx, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }

    /// The filters with channels innermost: C x 1 x k x k becomes k*k x C.
    private func arranged(in scratch: UnsafeMutableRawPointer) -> UnsafeMutablePointer<Float> {
        let filter = scratch.assumingMemoryBound(to: Float.self)
        let taps = shape.kernel * shape.kernel
        for channel in 0..<shape.channels {
            for tap in 0..<taps { filter[tap * shape.channels + channel] = weight[channel * taps + tap] }
        }
        return filter
    }
}
