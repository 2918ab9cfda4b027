import Layers
import Numerics
import TestSupport
import Testing

/// Whole networks: the gradient of each parameter against differences of the loss.
@Suite struct SlopeTests {
    private static let batch = 4

    /// In single precision, so with less sharpness than the layers' own tests; what counts here is that
    /// the gradients of all readers of a value arrive.
    @Test(arguments: BlockNetwork.Block.allCases)
    func gradientsAreTheLossesSlopes(block: BlockNetwork.Block) throws {
        let network = try Network(try BlockNetwork.make([block, .residual], isSmooth: true))
        network.initialize(seed: 7, run: 1)
        for parameter in network.graph.parameters.all where parameter.shape.count == 1 {
            // Zeros would lie on the kink of the position bias's network.
            let value = network.value(parameter)
            for (index, number) in Hashed.uniform(parameter.name, parameter.count).enumerated() {
                value[index] += 0.2 * number
            }
        }
        let plan = try Plan(network, batch: Self.batch, phase: .training, arena: Arena())
        _ = loss(plan)
        plan.backward(Self.step)
        let trained = network.graph.parameters.all.filter { $0.role == .trained }
        let gradients = trained.map { parameter in
            UnsafeBufferPointer(start: network.gradient(parameter), count: parameter.count).map { Double($0) }
        }
        let norms = gradients.map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
        let overall = norms.reduce(0) { $0 + $1 * $1 }.squareRoot()
        #expect(overall > 0.01)
        for (parameter, (gradient, norm)) in zip(trained, zip(gradients, norms)) {
            let value = network.value(parameter)
            let kept = Array(UnsafeBufferPointer(start: value, count: parameter.count))
            let signs = Hashed.uniform(parameter.name, parameter.count).map { $0 < 0 ? -1.0 : 1 }
            for direction in norm > 0 ? [gradient, signs] : [signs] {
                let length = direction.reduce(0) { $0 + $1 * $1 }.squareRoot()
                func moved(_ distance: Double) -> Double {
                    for index in kept.indices {
                        value[index] = Float(Double(kept[index]) + distance * direction[index] / length)
                    }
                    return loss(plan)
                }
                let distance = 4e-3
                let slope = (moved(distance) - moved(-distance)) / (2 * distance)
                let expected = zip(gradient, direction).reduce(0) { $0 + $1.0 * $1.1 } / length
                #expect(
                    abs(slope - expected) < 1e-2 * norm + 2e-4 * overall,
                    "\(parameter.name): \(slope), not \(expected) (\(norm) of \(overall))")
            }
            value.update(from: kept, count: parameter.count)
        }
    }

    private static var step: Step {
        Step(random: CounterRandom(seed: 3, purpose: .dropout, run: 1, epoch: 1), samples: Array(0..<batch))
    }

    private func loss(_ plan: Plan) -> Double {
        let input = plan.network.graph.input.shape
        let images = Hashed.images("slopes", count: Self.batch, height: input.height, width: input.width)
        plan.input.update(from: images, count: images.count)
        plan.forward(Self.step)
        return CrossEntropy.loss(
            plan.output, labels: Hashed.labels(Self.batch, classes: 5), classes: 5, gradient: plan.outputGradient)
    }
}
