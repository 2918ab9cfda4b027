import CKernels
import Numerics

/// The non-linearities, as torch.nn.functional defines them.
public enum Activation: String, CaseIterable, Sendable {
    case identity, relu, hardswish, silu, hardsigmoid, gelu, sigmoid

    var code: wb_activation {
        switch self {
        case .identity: wb_identity
        case .relu: wb_relu
        case .hardswish: wb_hardswish
        case .silu: wb_silu
        case .hardsigmoid: wb_hardsigmoid
        case .gelu: wb_gelu
        case .sigmoid: wb_sigmoid
        }
    }
}

/// An activation as a layer of its own.
public struct ActivationLayer: Layer {
    public let name: String
    public let activation: Activation
    public var kind: String { activation.rawValue }

    public init(_ name: String, _ activation: Activation) {
        self.name = name
        self.activation = activation
    }

    public func outputShapes(_ inputs: [FeatureShape]) -> [FeatureShape] { inputs }

    public func operation(_ site: Site) -> any Operation {
        ActivationOperation(activation.code, count: site.batch * site.inputs[0].count, site.kernels)
    }
}

private final class ActivationOperation: Operation {
    private let activation: wb_activation
    private let count: Int
    private let kernels: KernelSet
    let needs: Needs

    init(_ activation: wb_activation, count: Int, _ kernels: KernelSet) {
        self.activation = activation
        self.count = count
        self.kernels = kernels
        var needs = Needs()
        needs.inputs = true
        needs.gradientInPlace = 0
        needs.isCheap = true
        self.needs = needs
    }

    func forward(_ buffers: Buffers, _ step: Step) {
        let (x, y) = (buffers.inputs[0], buffers.outputs[0])
        ThreadTeam.parallel(count, grain: 1 << 14) { piece in
            kernels.call.activate(x + piece.lowerBound, y + piece.lowerBound, piece.count, activation)
        }
    }

    func backward(_ buffers: Buffers, _ step: Step) {
        guard let dx = buffers.inputGradients[0] else { return }
        let (x, dy) = (buffers.inputs[0], buffers.outputGradients[0][0])
        ThreadTeam.parallel(count, grain: 1 << 14) { piece in
            let start = piece.lowerBound
            kernels.call.activate_backward(x + start, dy + start, dx + start, piece.count, activation)
        }
    }
}
