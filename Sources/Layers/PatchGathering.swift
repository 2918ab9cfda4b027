import Numerics

/// The first half of Swin's patch merging: the four pixels of each 2x2 square side by side in the channels,
/// in torchvision's order: top left, bottom left, top right, bottom right. Odd extents are padded with zeros.
public struct PatchGathering: Layer {
    public let name: String

    public init(_ name: String) { self.name = name }

    public var kind: String { "Patches 2x2" }

    public func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] {
        let input = inputs[0]
        return [
            FeatureShape(
                height: (input.height + 1) / 2, width: (input.width + 1) / 2, channels: 4 * input.channels)
        ]
    }

    public func operation(_ site: Site) -> any Operation { PatchGatheringOperation(site) }
}

private final class PatchGatheringOperation: Operation {
    private let input: FeatureShape
    private let output: FeatureShape
    private let batch: Int
    let needs = Needs()

    init(_ site: Site) {
        (input, output) = (site.inputs[0], site.outputs[0])
        batch = site.batch
    }

    /// Calls `body` with the place of each output pixel's quarter and of the input pixel that it holds; nil
    /// for padding.
    private func eachQuarter(_ body: (_ gathered: Int, _ pixel: Int?) -> Void) {
        ThreadTeam.parallel(batch * output.height) { rows in
            for row in rows {
                let (image, y) = (row / output.height, row % output.height)
                for x in 0..<output.width {
                    for quarter in 0..<4 {
                        let (top, left) = (2 * y + quarter % 2, 2 * x + quarter / 2)
                        let inside = top < input.height && left < input.width
                        let pixel = ((image * input.height + top) * input.width + left) * input.channels
                        body(
                            (row * output.width + x) * output.channels + quarter * input.channels,
                            inside ? pixel : nil)
                    }
                }
            }
        }
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        eachQuarter { gathered, pixel in
            if let pixel {
                (y + gathered).update(from: x + pixel, count: input.channels)
            } else {
                (y + gathered).update(repeating: 0, count: input.channels)
            }
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let dy = buffers.outputGradients[0][0]
        eachQuarter { gathered, pixel in
            if let pixel { (dx + pixel).update(from: dy + gathered, count: input.channels) }
        }
    }
}
