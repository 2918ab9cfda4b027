import Foundation
import Layers

extension Activation {
    func value(_ z: Double) -> Double {
        let ramp = min(max(z + 3, 0), 6) / 6
        return switch self {
        case .identity: z
        case .relu: max(0, z)
        case .hardswish: z * ramp
        case .silu: z / (1 + exp(-z))
        case .hardsigmoid: ramp
        case .gelu: z * (1 + erf(z / 2.0.squareRoot())) / 2
        case .sigmoid: 1 / (1 + exp(-z))
        }
    }
}

extension Tensor {
    func activated(_ activation: Activation) -> Tensor { map(activation.value) }
}
