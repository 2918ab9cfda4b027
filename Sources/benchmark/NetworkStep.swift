import Layers
import Numerics
import Training

/// A plan with random images: a step of training (forward, loss, backward, then AdamW) or of inference.
final class NetworkStep {
    let plan: Plan
    private let optimizer: AdamW?
    private let images: [Float]
    private let labels: [Int32]
    private let classes: Int

    init(_ plan: Plan) throws {
        self.plan = plan
        let input = plan.network.graph.input.shape
        let pixels = CounterRandom(seed: 1, purpose: .sampleData)
        images = (0..<(plan.batch * input.pixels * input.channels)).map { 2 * pixels.uniform(sample: $0) - 1 }
        let classes = plan.network.graph.output.shape.channels
        labels = (0..<plan.batch).map { Int32($0 * 7 % classes) }
        self.classes = classes
        optimizer = plan.phase == .training ? try AdamW(plan.network, learningRate: 1e-3) : nil
    }

    /// The network's part: forward, and in training the loss and the way back.
    ///
    /// - Parameters:
    ///   - number: of the step, which dropout depends on.
    ///   - after: called behind each layer with `forward` or `backward` and the layer's name.
    func pass(_ number: Int, after: ((_ pass: String, _ layer: String) -> Void)? = nil) {
        images.withUnsafeBufferPointer { source in
            if let start = source.baseAddress { plan.input.update(from: start, count: source.count) }
        }
        let step = Step(
            random: CounterRandom(seed: 1, purpose: .dropout, epoch: number), samples: Array(0..<plan.batch))
        plan.forward(step, after: after.map { tell in { tell("forward", $0) } })
        guard optimizer != nil else { return }
        _ = CrossEntropy.loss(plan.output, labels: labels, classes: classes, gradient: plan.outputGradient)
        plan.backward(step, after: after.map { tell in { tell("backward", $0) } })
    }

    /// The optimizer's part, which takes as long for one image as for many; nothing in inference.
    func update() { optimizer?.step() }
}
