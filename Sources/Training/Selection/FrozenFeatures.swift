import Backbones
import Datasets
import Layers
import Numerics
import Storage

/// The features that a backbone's head would classify, from its initial weights: what transferability estimates are
/// made from. For every backbone these are the pooled ones, images x channels.
public final class FrozenFeatures {
    private let network: Network
    private let predictor: Predictor
    private let loader: ImageLoader

    /// Features of one image.
    public var dimensions: Int { network.graph.output.shape.count }

    /// - Parameter setup: whose training images, size, normalisation and initial weights count.
    /// - Throws: `Failure` where the weights do not fit.
    public init(_ setup: RunSetup, memory: Int = .max) throws {
        let values = setup.values
        let graph = try setup.backbone.graph(
            height: values.imageHeight, width: values.imageWidth, classes: setup.dataset.classes.count,
            size: values.backboneSize)
        guard graph.nodes.last?.layer.name == setup.backbone.head else {
            throw Failure("its head \(setup.backbone.head) is not the last layer", at: setup.backbone.id)
        }
        graph.removeLastLayer()
        network = try Network(graph)
        network.initialize(seed: values.seed, run: setup.run)
        if case .file(let path, _) = setup.weights {
            try network.load(
                try StateDict(path: path), backbone: setup.backbone.id, keepingHead: setup.backbone.head)
        }
        predictor = Predictor(
            network, batch: values.batch, memory: TrainingMemory.activations(graph.parameters, within: memory))
        loader = ImageLoader(
            setup.dataset.train, imageSize: (values.imageHeight, values.imageWidth),
            mean: setup.testNormalisation.mean, std: setup.testNormalisation.std)
    }

    /// - Parameter images: positions in the prepared training part.
    /// - Returns: images x `dimensions`, row-major.
    public func features(of images: [Int], progress: (Int) -> Void = { _ in }) throws -> [Float] {
        try predictor.logits(loader, of: images, progress: progress)
    }

    /// A seeded choice of at most `limit` of the run's training images, each class in its proportion as chance has
    /// it; a smaller choice lies inside every larger one.
    public static func images(of setup: RunSetup, limit: Int) -> [Int] {
        let order = CounterRandom(seed: setup.values.seed, purpose: .subset, run: 0xFF_FFFF)
            .permutation(setup.samples.count)
        return order.prefix(limit).map { setup.samples[$0] }.sorted()
    }
}
