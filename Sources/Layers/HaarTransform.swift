import CKernels
import Numerics

/// The two-dimensional discrete Haar wavelet transform of several levels, as the `wavemix` package's
/// `DWTForward(J=levels, mode="zero", wave="db1")` computes it, with each level's sub-bands in the order in
/// which its blocks concatenate them: LL of all channels, then LH, HL and HH of each channel.
///
/// One output a level, the finest first; all but the last have room for `room` more channels behind, which
/// `Append` fills.
public struct HaarTransform: Layer {
    public let name: String
    let levels: Int
    let room: Int

    public init(_ name: String, levels: Int, room: Int) {
        self.name = name
        self.levels = levels
        self.room = room
    }

    public var kind: String { "Haar transform, \(levels) levels" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        let input = inputs[0]
        guard input.height % (1 << levels) == 0, input.width % (1 << levels) == 0, input.pixels > 0 else {
            throw LayerError("\(name): \(input.height)x\(input.width) cannot be halved \(levels) times")
        }
        return (1...levels).map { level in
            FeatureShape(
                height: input.height >> level, width: input.width >> level,
                channels: 4 * input.channels + (level < levels ? room : 0))
        }
    }

    public func operation(_ site: Site) -> any Operation { HaarOperation(self, site) }
}

private final class HaarOperation: Operation {
    private let levels: [wb_haar]
    private let batch: Int
    private let kernels: KernelSet
    let needs = Needs()

    init(_ layer: HaarTransform, _ site: Site) {
        let channels = site.inputs[0].channels
        levels = site.outputs.enumerated().map { level, output in
            wb_haar(
                height: output.height, width: output.width, channels: channels,
                x_stride: level == 0 ? channels : site.outputs[level - 1].channels, y_stride: output.channels)
        }
        batch = site.batch
        kernels = site.kernels
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        // A level's LL band is the next one's input.
        for (level, shape) in levels.enumerated() {
            let (x, y) = (level == 0 ? buffers.inputs[0] : buffers.outputs[level - 1], buffers.outputs[level])
            withUnsafePointer(to: shape) { geometry in
                ThreadTeam.parallel(batch * shape.height) { rows in
                    kernels.call.haar_forward(geometry, x, y, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        for (level, shape) in levels.enumerated().reversed() {
            let target = level == 0 ? dx : buffers.outputGradients[level - 1][0]
            let dy = buffers.outputGradients[level][0]
            withUnsafePointer(to: shape) { geometry in
                ThreadTeam.parallel(batch * shape.height) { rows in
                    kernels.call.haar_backward(
                        geometry, dy, target, level == 0 ? 0 : 1, rows.lowerBound, rows.upperBound)
                }
            }
        }
    }
}
