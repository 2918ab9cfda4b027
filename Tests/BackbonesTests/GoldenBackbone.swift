import Backbones
import Layers
import Numerics
import Storage
import TestSupport
import Testing

/// A backbone with ten classes and hashed weights, beside what PyTorch computes with it in double
/// precision.
struct GoldenBackbone {
    static let ids = ["resnet50", "mobilenet_v3_large", "shufflenet_v2_x2_0"]
    static let classes = 10

    let backbone: Backbone
    let file: HDF5Reader

    init(_ id: String) throws {
        backbone = try #require(Backbone.named(id))
        file = try Fixtures.golden(id)
    }

    /// The network without dropout, with hashed values.
    func network(height: Int, width: Int) throws -> Network {
        let graph = try backbone.graph(height: height, width: width, classes: Self.classes).withoutDropout()
        let network = try Network(graph)
        for parameter in graph.parameters.all {
            let values = UnsafeMutableBufferPointer(start: network.value(parameter), count: parameter.count)
            Hashed.fill(values, parameter.name, parameter.shape)
        }
        return network
    }

    func logits(height: Int, width: Int) throws -> [Float] {
        let network = try network(height: height, width: width)
        let plan = try Plan(network, batch: 2, phase: .inference, arena: Arena())
        let images = Hashed.images("images", count: 2, height: height, width: width)
        plan.input.update(from: images, count: images.count)
        plan.forward(GoldenTraining.step(2))
        return Array(UnsafeBufferPointer(start: plan.output, count: 2 * Self.classes))
    }
}

/// A golden training case: a network bound to the case's batch.
struct GoldenTraining {
    let network: Network
    let plan: Plan
    /// Of the last step.
    private(set) var logits: [Float] = []
    private let batch: Int, height: Int, width: Int

    /// - Parameter part: `train`, `adamw` or `sgd`.
    init(_ golden: GoldenBackbone, _ part: String) throws {
        let shape = try golden.file.integers("\(part)/shape")
        (batch, height, width) = (shape[0], shape[1], shape[2])
        network = try golden.network(height: height, width: width)
        plan = try Plan(network, batch: batch, phase: .training, arena: Arena())
    }

    static func step(_ batch: Int) -> Step {
        Step(random: CounterRandom(seed: 1, purpose: .dropout), samples: Array(0..<batch))
    }

    /// One step forward and back; the loss.
    mutating func run(_ images: String) -> Double {
        let pixels = Hashed.images(images, count: batch, height: height, width: width)
        plan.input.update(from: pixels, count: pixels.count)
        let step = Self.step(batch)
        plan.forward(step)
        logits = Array(UnsafeBufferPointer(start: plan.output, count: batch * GoldenBackbone.classes))
        let loss = CrossEntropy.loss(
            plan.output, labels: Hashed.labels(batch, classes: GoldenBackbone.classes), classes: GoldenBackbone.classes,
            gradient: plan.outputGradient)
        plan.backward(step)
        return loss
    }
}
