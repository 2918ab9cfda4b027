import Layers

/// Puts all values of a sample into the channels of one pixel, map after map, so that maps of several sizes
/// make one output.
struct Flatten: Layer {
    let name = "flatten"
    let kind = "flatten"

    func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] {
        [FeatureShape(height: 1, width: 1, channels: inputs.reduce(0) { $0 + $1.count })]
    }

    func operation(_ site: Site) -> any Operation { FlattenOperation(site.inputs.map(\.count), batch: site.batch) }
}

private final class FlattenOperation: Operation {
    private let counts: [Int]
    private let batch: Int
    let needs = Needs()

    init(_ counts: [Int], batch: Int) { (self.counts, self.batch) = (counts, batch) }

    private func each(_ body: (_ part: Int, _ place: Int, _ flat: Int, _ count: Int) -> Void) {
        var flat = 0
        for image in 0..<batch {
            for (part, count) in counts.enumerated() {
                body(part, image * count, flat, count)
                flat += count
            }
        }
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        each { part, place, flat, count in
            (buffers.outputs[0] + flat).update(from: buffers.inputs[part] + place, count: count)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        each { part, place, flat, count in
            guard let dx = buffers.inputGradients[part] else { return }
            (dx + place).update(from: buffers.outputGradients[0][0] + flat, count: count)
        }
    }
}
