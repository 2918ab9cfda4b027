import Numerics

/// Concatenates two feature maps and shuffles their channels in two groups (ShuffleNet, Zhang et al.
/// 2018): left[0], right[0], left[1], right[1], ...
///
/// With `splits` the result is handed out in two halves, as `chunk(2, dim=1)` of the next unit would
/// cut it, so that neither the concatenation nor the split is a copy of its own.
public struct ChannelShuffle: Layer {
    public let name: String
    let splits: Bool

    public init(_ name: String, splits: Bool) {
        self.name = name
        self.splits = splits
    }

    public var kind: String { splits ? "ChannelShuffle, split" : "ChannelShuffle" }

    public func outputShapes(_ inputs: [FeatureShape]) throws -> [FeatureShape] {
        guard inputs.count == 2, inputs[0] == inputs[1] else {
            throw LayerError("\(name) takes two equal feature maps and gets \(inputs)")
        }
        if splits { return inputs }
        var shape = inputs[0]
        shape.channels *= 2
        return [shape]
    }

    public func operation(_ site: Site) -> any Operation { ChannelShuffleOperation(self, site) }
}

private final class ChannelShuffleOperation: Operation {
    private let splits: Bool
    private let rows: Int
    private let half: Int
    private let kernels: KernelSet
    let needs = Needs()

    init(_ layer: ChannelShuffle, _ site: Site) {
        splits = layer.splits
        rows = site.batch * site.inputs[0].pixels
        half = site.inputs[0].channels
        kernels = site.kernels
    }

    private var stride: Int { splits ? half : 2 * half }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (left, right, first) = (buffers.inputs[0], buffers.inputs[1], buffers.outputs[0])
        let second = splits ? buffers.outputs[1] : first + half
        ThreadTeam.parallel(rows, grain: max(1, (1 << 13) / half)) { piece in
            let (from, to) = (piece.lowerBound * half, piece.lowerBound * stride)
            kernels.call.shuffle(left + from, right + from, first + to, second + to, piece.count, half, stride)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let left = buffers.inputGradients[0], let right = buffers.inputGradients[1] else { return }
        let first = buffers.outputGradients[0][0]
        let second = splits ? buffers.outputGradients[1][0] : first + half
        ThreadTeam.parallel(rows, grain: max(1, (1 << 13) / half)) { piece in
            let (to, from) = (piece.lowerBound * half, piece.lowerBound * stride)
            kernels.call.unshuffle(first + from, second + from, left + to, right + to, piece.count, half, stride)
        }
    }
}
