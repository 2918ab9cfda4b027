import CKernels
import Numerics

/// torch.nn.MaxPool2d with a square window and padding.
public struct MaxPool: Layer {
    public let name: String
    let kernel: Int, stride: Int, padding: Int

    public init(_ name: String, kernel: Int, stride: Int, padding: Int) {
        self.name = name
        (self.kernel, self.stride, self.padding) = (kernel, stride, padding)
    }

    public var kind: String { "MaxPool2d \(kernel)x\(kernel) /\(stride)" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        var shape = inputs[0]
        guard shape.height + 2 * padding >= kernel, shape.width + 2 * padding >= kernel else {
            throw LayerError("\(name): a \(kernel)x\(kernel) window does not fit an input of \(shape)")
        }
        shape.height = (shape.height + 2 * padding - kernel) / stride + 1
        shape.width = (shape.width + 2 * padding - kernel) / stride + 1
        return [shape]
    }

    public func operation(_ site: Site) -> any Operation { MaxPoolOperation(self, site) }
}

private final class MaxPoolOperation: Operation {
    private let shape: wb_pooling
    private let batch: Int
    private let kernels: KernelSet
    private let training: Bool
    let needs: Needs

    init(_ layer: MaxPool, _ site: Site) {
        let (input, output) = (site.inputs[0], site.outputs[0])
        shape = wb_pooling(
            height: input.height, width: input.width, channels: input.channels, out_height: output.height,
            out_width: output.width, kernel: layer.kernel, stride: layer.stride, padding: layer.padding)
        batch = site.batch
        kernels = site.kernels
        training = site.phase == .training
        var needs = Needs()
        if training { needs.saved = site.batch * output.count }
        needs.takesGradientPairs = true
        self.needs = needs
    }

    private var inputCount: Int { shape.height * shape.width * shape.channels }
    private var outputCount: Int { shape.out_height * shape.out_width * shape.channels }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        let index = training ? buffers.saved.assumingMemoryBound(to: UInt8.self) : nil
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch) { images in
                let (from, to) = (images.lowerBound * inputCount, images.lowerBound * outputCount)
                kernels.call.max_pool_forward(geometry, x + from, y + to, index.map { $0 + to }, images.count)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let parts = buffers.outputGradients[0]
        let (dy, second) = (parts[0], parts.count > 1 ? parts[1] : nil)
        let index = buffers.saved.assumingMemoryBound(to: UInt8.self)
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch) { images in
                let (from, to) = (images.lowerBound * outputCount, images.lowerBound * inputCount)
                kernels.call.max_pool_backward(
                    geometry, dy + from, second.map { $0 + from }, index + from, dx + to, images.count)
            }
        }
    }
}

/// torch.nn.AdaptiveAvgPool2d(1): the mean over height and width.
public struct GlobalAveragePool: Layer {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var kind: String { "AdaptiveAvgPool2d 1" }

    public func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] {
        [FeatureShape(height: 1, width: 1, channels: inputs[0].channels)]
    }

    public func operation(_ site: Site) -> any Operation { GlobalAveragePoolOperation(site) }
}

private final class GlobalAveragePoolOperation: Operation {
    private let batch: Int
    private let shape: FeatureShape
    private let kernels: KernelSet
    let needs = Needs()

    init(_ site: Site) {
        batch = site.batch
        shape = site.inputs[0]
        kernels = site.kernels
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        ThreadTeam.parallel(batch) { images in
            for image in images {
                kernels.call.mean_rows(
                    x + image * shape.count, y + image * shape.channels, shape.pixels, shape.channels)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let dy = buffers.outputGradients[0][0]
        ThreadTeam.parallel(batch) { images in
            for image in images {
                kernels.call.spread_rows(
                    dy + image * shape.channels, dx + image * shape.count, shape.pixels, shape.channels,
                    1 / Float(shape.pixels))
            }
        }
    }
}
