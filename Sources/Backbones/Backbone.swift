import Layers

/// One of the study's networks: its architecture and what is known of it.
public struct Backbone: Sendable {
    /// The network that the study fine-tuned, or a small one of the same family.
    public enum Size: String, Sendable, CaseIterable { case full, miniature }

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
    /// The published ImageNet weights, the version that the study used first.
    public let weights: [PublishedWeights]
    private let architecture: any Architecture
    /// The same code with a small literal: below 200,000 parameters with ten classes.
    private let miniature: any Architecture

    init(
        id: String, title: String, paper: String, parameterCount: Int, megaMultiplyAdds: Double, head: String,
        weights: [PublishedWeights], _ architecture: any Architecture, miniature: any Architecture
    ) {
        (self.id, self.title, self.paper, self.head) = (id, title, paper, head)
        (self.parameterCount, self.megaMultiplyAdds, self.weights) = (parameterCount, megaMultiplyAdds, weights)
        (self.architecture, self.miniature) = (architecture, miniature)
    }

    /// The version that the study used.
    public var defaultWeights: PublishedWeights { weights[0] }

    public var traits: ArchitectureTraits { architecture.traits }

    /// The network for an image size and a number of classes, without values.
    ///
    /// - Parameters:
    ///   - height: of the images, in pixels.
    ///   - width: likewise.
    /// - Throws: `LayerError` where the architecture cannot take such images.
    public func graph(height: Int, width: Int, classes: Int, size: Size = .full) throws -> Graph {
        let graph = Graph(input: FeatureShape(height: height, width: width, channels: 3))
        try (size == .full ? architecture : miniature).build(graph, classes: classes)
        return graph
    }
}

extension Backbone {
    /// The study's backbones, in the order of the paper's tables.
    public static let all: [Backbone] = [
        .resNet50, .waveMix, .convNeXtTiny, .swinTiny, .swinV2Tiny, .efficientNetV2Small, .denseNet161,
        .mobileNetV3Large, .regNetY3_2GF, .resNeXt50, .shuffleNetV2x2,
    ]

    public static func named(_ id: String) -> Backbone? { all.first { $0.id == id } }
}
