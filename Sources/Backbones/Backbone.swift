import Layers

/// One of the study's networks: its architecture and what is known of it.
public struct Backbone: Sendable {
    /// The id that files and commands use; torchvision's constructor name where there is one.
    public let id: String
    /// The name in the paper's tables.
    public let title: String
    /// The publication that introduced it.
    public let paper: String
    /// Trained parameters with a head of 1,000 classes.
    public let parameterCount: Int
    /// Multiply-adds of one image of 224x224, in millions, head of 1,000 classes.
    public let megaMultiplyAdds: Double
    /// The head that fine-tuning replaces, such as `fc`.
    public let head: String
    /// The published ImageNet weights that the study used.
    public let weights: PublishedWeights
    /// Appends the network to a graph; its last layer makes the logits.
    let build: @Sendable (_ graph: Graph, _ classes: Int) throws -> Void

    /// The network for an image size and a number of classes, without values.
    ///
    /// - Parameters:
    ///   - height: of the images, in pixels.
    ///   - width: likewise.
    /// - Throws: `LayerError` where the images are too small for the architecture.
    public func graph(height: Int, width: Int, classes: Int) throws -> Graph {
        let graph = Graph(input: FeatureShape(height: height, width: width, channels: 3))
        try build(graph, classes)
        return graph
    }
}

/// A checkpoint that somebody published.
public struct PublishedWeights: Sendable {
    /// torchvision's name of the version, such as `IMAGENET1K_V2`.
    public let version: String
    public let address: String
    /// The first digits of the file's sha256, which torchvision's file names carry.
    public let digestPrefix: String
    /// Top-1 accuracy on ImageNet in percent, as torchvision states it.
    public let imageNetTop1: Double
    public let licence: String

    public var fileName: String { String(address.split(separator: "/").last ?? "") }
}

extension Backbone {
    /// The backbones that can be trained, in the order of the paper's tables.
    public static let all: [Backbone] = [.resNet50, .mobileNetV3Large, .shuffleNetV2x2]

    public static func named(_ id: String) -> Backbone? { all.first { $0.id == id } }
}
