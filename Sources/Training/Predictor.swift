import Datasets
import Layers
import Numerics

/// Runs a network over images in inference and gathers the logits.
public final class Predictor {
    private let network: Network
    private let batch: Int
    private let arena: Arena
    private var plans: [Int: Plan] = [:]

    /// - Parameters:
    ///   - batch: images at once; more where they are small, because each batch prepares the weights anew.
    ///   - arena: shared with the plans of training, since they take turns.
    public init(_ network: Network, batch: Int, arena: Arena = Arena()) {
        self.network = network
        let pixels = network.graph.input.shape.pixels
        self.batch = max(batch, min(256, (1 << 20) / max(1, pixels)))
        self.arena = arena
    }

    private var classes: Int { network.graph.output.shape.channels }

    /// The logits of all images of the loader's part, images x classes.
    ///
    /// - Parameter progress: gets the number of images done.
    /// - Throws: `Failure` where an image cannot be read; `NumericsError` where memory lacks.
    public func logits(_ loader: ImageLoader, progress: (Int) -> Void = { _ in }) throws -> [Float] {
        let count = loader.part.count
        var result = [Float]()
        result.reserveCapacity(count * classes)
        for start in stride(from: 0, to: count, by: batch) {
            let indices = Array(start..<min(start + batch, count))
            let plan = try plan(indices.count)
            try loader.load(indices, into: plan.input)
            plan.forward(Step(random: CounterRandom(seed: 0, purpose: .dropout), samples: indices))
            result += UnsafeBufferPointer(start: plan.output, count: indices.count * classes)
            progress(start + indices.count)
        }
        return result
    }

    private func plan(_ size: Int) throws -> Plan {
        if let plan = plans[size] { return plan }
        let plan = try Plan(network, batch: size, phase: .inference, arena: arena)
        plans[size] = plan
        return plan
    }
}
