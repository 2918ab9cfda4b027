import Numerics

/// torch.nn.Dropout: in training each element is zero with `probability` and else scaled by
/// 1 / (1 - probability).
///
/// The mask is a function of the step's stream, the layer and the sample, so that backward draws it
/// again and nothing is stored.
public struct Dropout: Layer {
    public let name: String
    let probability: Float

    public init(_ name: String, _ probability: Float) {
        self.name = name
        self.probability = probability
    }

    public var kind: String { "Dropout \(probability)" }

    public func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] { inputs }

    public func operation(_ site: Site) -> any Operation { DropoutOperation(self, site) }
}

private final class DropoutOperation: Operation {
    private let probability: Float
    private let count: Int
    private let batch: Int
    private let layerIndex: Int
    private let training: Bool
    let needs: Needs

    init(_ layer: Dropout, _ site: Site) {
        probability = layer.probability
        count = site.inputs[0].count
        batch = site.batch
        layerIndex = site.index
        training = site.phase == .training
        var needs = Needs()
        needs.gradientInPlace = 0
        needs.isCheap = true
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        if training {
            mask(buffers.inputs[0], into: buffers.outputs[0], step)
        } else {
            buffers.outputs[0].update(from: buffers.inputs[0], count: batch * count)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        mask(buffers.outputGradients[0][0], into: dx, step)
    }

    private func mask(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ step: Step) {
        let scale = 1 / (1 - probability)
        let threshold = UInt32(min(4_294_967_295, Double(probability) * 0x1p32))
        ThreadTeam.parallel(batch, grain: max(1, (1 << 12) / count)) { samples in
            for sample in samples {
                let (from, to) = (x + sample * count, y + sample * count)
                for first in stride(from: 0, to: count, by: 4) {
                    let words = step.random.block(sample: step.samples[sample], draw: layerIndex << 20 | first / 4)
                    for lane in 0..<min(4, count - first) {
                        to[first + lane] = words[lane] < threshold ? 0 : from[first + lane] * scale
                    }
                }
            }
        }
    }
}
