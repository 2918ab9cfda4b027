import Layers

extension Tensor {
    /// torchvision.ops.SqueezeExcitation.
    func squeezedAndExcited(
        _ weight1: [Double], _ bias1: [Double], _ weight2: [Double], _ bias2: [Double], _ activation: Activation,
        gate: Activation
    ) -> Tensor {
        let factors = globalAverage().linear(weight1, bias: bias1).activated(activation).linear(weight2, bias: bias2)
            .activated(gate)
        return made(height, width, channels) { n, y, x, c in self[n, y, x, c] * factors[n, 0, 0, c] }
    }

    /// Each sample with its factor.
    func scaled(samples factors: [Double]) -> Tensor {
        made(height, width, channels) { n, y, x, c in self[n, y, x, c] * factors[n] }
    }
}
