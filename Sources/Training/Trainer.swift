import Datasets
import Layers
import Numerics
import Storage

/// One epoch of training: shuffled batches, the last short one kept.
public final class Trainer {
    private let network: Network
    private let loader: ImageLoader
    /// The training images' indices in the loader's part.
    private let samples: [Int]
    private let batch: Int
    private let seed: UInt64
    private let run: Int
    private let augmentation: Augmentation.Place?
    private let arena: Arena
    private let memory: Int
    private var plans: [Int: Plan] = [:]

    /// - Parameters:
    ///   - run: counted from 1; runs differ in initialisation, order, augmentation and dropout.
    ///   - augmentation: where images are augmented; nil where they are not.
    ///   - memory: the most bytes that activations may take.
    public init(
        _ network: Network, _ loader: ImageLoader, samples: [Int], batch: Int, seed: UInt64, run: Int,
        augmentation: Augmentation.Place? = nil, arena: Arena, memory: Int = .max
    ) {
        self.network = network
        self.loader = loader
        self.samples = samples
        self.batch = batch
        self.seed = seed
        self.run = run
        self.augmentation = augmentation
        self.arena = arena
        self.memory = memory
    }

    /// Trains one epoch and returns the mean loss of its images, each before its batch's update.
    ///
    /// - Parameters:
    ///   - epoch: counted from 1; order, augmentation and dropout are functions of it.
    ///   - progress: gets the number of images done and the last batch's loss.
    /// - Throws: `Divergence` when a loss is not finite; the network is then of no use.
    public func train(
        epoch: Int, optimizer: any Optimizer, progress: (_ images: Int, _ loss: Double) -> Void
    ) throws -> Double {
        let order = CounterRandom(seed: seed, purpose: .shuffle, run: run, epoch: epoch).permutation(samples.count)
        let dropout = CounterRandom(seed: seed, purpose: .dropout, run: run, epoch: epoch)
        let classes = network.graph.output.shape.channels
        let batches = stride(from: 0, to: samples.count, by: batch).map { start in
            order[start..<min(start + batch, samples.count)].map { samples[$0] }
        }
        let images = loader.stream(
            batches,
            augmentation: augmentation.map {
                Augmentation($0, random: CounterRandom(seed: seed, purpose: .augment, run: run, epoch: epoch))
            })
        var (total, done) = (0.0, 0)
        for (number, indices) in batches.enumerated() {
            let plan = try plan(indices.count)
            try images.next(into: plan.input)
            let labels = loader.labels(indices)
            let step = Step(random: dropout, samples: indices)
            plan.forward(step)
            let loss = CrossEntropy.loss(plan.output, labels: labels, classes: classes, gradient: plan.outputGradient)
            guard loss.isFinite else { throw Divergence(epoch: epoch, batch: number + 1, loss: loss) }
            plan.backward(step)
            optimizer.step()
            total += loss * Double(indices.count)
            done += indices.count
            progress(done, loss)
        }
        return total / Double(samples.count)
    }

    private func plan(_ size: Int) throws -> Plan {
        if let plan = plans[size] { return plan }
        let plan: Plan
        do {
            plan = try Plan(network, batch: size, phase: .training, arena: arena, memory: memory)
        } catch let shortage as MemoryShortage {
            throw Failure(shortage.description, at: "a training step", advice: "Set BATCH= or MEMORY= (GiB).")
        }
        plans[size] = plan
        return plan
    }
}

/// A loss that is NaN or infinite.
public struct Divergence: Error {
    public let epoch: Int
    /// The training batch, counted from 1; nil where the test showed it.
    public let batch: Int?
    public let loss: Double
}
