import Datasets
import Layers
import Numerics

/// Runs a network over images in inference and gathers the logits.
public final class Predictor {
    private let network: Network
    private let batch: Int
    private let arena: Arena
    private let memory: Int
    private var plans: [Int: Plan] = [:]

    /// - Parameters:
    ///   - batch: images at once; more where they are small, because each batch prepares the weights anew.
    ///   - arena: shared with the plans of training, since they take turns.
    ///   - memory: the most bytes that activations may take; fewer images go at once where it is short.
    public init(_ network: Network, batch: Int, arena: Arena = Arena(), memory: Int = .max) {
        self.network = network
        let pixels = network.graph.input.shape.pixels
        self.batch = max(batch, min(256, (1 << 20) / max(1, pixels)))
        self.arena = arena
        self.memory = memory
    }

    private var classes: Int { network.graph.output.shape.channels }

    /// The logits of images of the loader's part, images x classes.
    ///
    /// - Parameters:
    ///   - images: indices in the part; nil for all of them in their order.
    ///   - progress: gets the number of images done.
    /// - Throws: `Failure` where an image cannot be read; `NumericsError` where memory lacks.
    public func logits(
        _ loader: ImageLoader, of images: [Int]? = nil, progress: (Int) -> Void = { _ in }
    ) throws -> [Float] {
        let batches = try batches(of: images ?? Array(0..<loader.part.count))
        let stream = loader.stream(batches)
        return try run(batches, progress: progress) { _, input in try stream.next(into: input) }
    }

    /// The logits of `count` images that the caller makes, images x classes.
    ///
    /// - Parameter fill: writes the images of the range, normalised, one after the other.
    public func logits(
        count: Int, fill: (_ images: Range<Int>, _ input: UnsafeMutablePointer<Float>) throws -> Void
    ) throws -> [Float] {
        try run(try batches(of: Array(0..<count)), progress: { _ in }) { batch, input in
            if let first = batch.first { try fill(first..<(first + batch.count), input) }
        }
    }

    private func run(
        _ batches: [[Int]], progress: (Int) -> Void, _ fill: ([Int], UnsafeMutablePointer<Float>) throws -> Void
    ) throws -> [Float] {
        var result = [Float]()
        result.reserveCapacity(batches.reduce(0) { $0 + $1.count } * classes)
        var done = 0
        for indices in batches {
            let plan = try plan(indices.count)
            try fill(indices, plan.input)
            plan.forward(Step(random: CounterRandom(seed: 0, purpose: .dropout), samples: indices))
            result += UnsafeBufferPointer(start: plan.output, count: indices.count * classes)
            done += indices.count
            progress(done)
        }
        return result
    }

    /// Batches of the images in their order, as large as the memory allows.
    private func batches(of images: [Int]) throws -> [[Int]] {
        var batches: [[Int]] = []
        var start = 0
        while start < images.count {
            let size = try plan(min(batch, images.count - start)).batch
            batches.append(Array(images[start..<(start + size)]))
            start += size
        }
        return batches
    }

    /// For `size` images, or for as many of them as the memory holds.
    private func plan(_ size: Int) throws -> Plan {
        if let plan = plans[size] { return plan }
        do {
            let plan = try Plan(network, batch: size, phase: .inference, arena: arena, memory: memory)
            plans[size] = plan
            return plan
        } catch let shortage as MemoryShortage where size > 1 {
            let fitting = max(1, min(size / 2, size * shortage.allowed / max(1, shortage.needed)))
            let plan = try self.plan(fitting)
            plans[size] = plan
            return plan
        }
    }
}
