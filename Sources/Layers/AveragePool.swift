import CKernels
import Numerics

/// torch.nn.AvgPool2d(kernel) with stride = kernel and without padding.
public struct AveragePool: Layer {
    public let name: String
    let kernel: Int

    public init(_ name: String, kernel: Int) {
        self.name = name
        self.kernel = kernel
    }

    public var kind: String { "AvgPool2d \(kernel)x\(kernel) /\(kernel)" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        var shape = inputs[0]
        guard shape.height >= kernel, shape.width >= kernel else {
            throw LayerError("\(name): a \(kernel)x\(kernel) window does not fit an input of \(shape)")
        }
        shape.height /= kernel
        shape.width /= kernel
        return [shape]
    }

    public func operation(_ site: Site) -> any Operation { AveragePoolOperation(self, site) }
}

private final class AveragePoolOperation: Operation {
    private let shape: wb_pooling
    private let batch: Int
    private let kernels: KernelSet
    let needs = Needs()

    init(_ layer: AveragePool, _ site: Site) {
        let (input, output) = (site.inputs[0], site.outputs[0])
        shape = wb_pooling(
            height: input.height, width: input.width, channels: input.channels, out_height: output.height,
            out_width: output.width, kernel: layer.kernel, stride: layer.kernel, padding: 0)
        batch = site.batch
        kernels = site.kernels
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch * shape.out_height) { rows in
                kernels.call.average_pool_forward(geometry, x, y, rows.lowerBound, rows.upperBound)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let dy = buffers.outputGradients[0][0]
        let inputCount = shape.height * shape.width * shape.channels
        let outputCount = shape.out_height * shape.out_width * shape.channels
        withUnsafePointer(to: shape) { geometry in
            ThreadTeam.parallel(batch) { images in
                kernels.call.average_pool_backward(
                    geometry, dy + images.lowerBound * outputCount, dx + images.lowerBound * inputCount, images.count)
            }
        }
    }
}
