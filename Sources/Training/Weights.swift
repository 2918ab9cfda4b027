import Backbones
import Storage

/// Where a run's initial weights come from.
public enum InitialWeights: Sendable {
    /// Seeded random values, as torchvision initialises them.
    case random
    /// A state dict, of which all but the head is taken. The digest is that of the published file where
    /// the state dict was made from one, otherwise that of the file itself.
    case file(path: String, digest: String)

    /// The value of `weights` for a profile that pretrains on made-up images.
    public static let synthetic = "synthetic"

    /// Finds the file that a protocol's `weights` means and checks that it is the right one.
    ///
    /// - Parameters:
    ///   - name: `none`, `imagenet`, `synthetic`, or the path of a `.pth` or `.h5` file.
    ///   - pretrained: the folder of published weights as `fetch-prep weights` converts them; `imagenet` means
    ///     the version of them that the study used.
    ///   - pretraining: the checkpoint of the profile's own run on made-up images, which `synthetic` means.
    /// - Throws: `Failure` that says how to get a missing file, or what is wrong with it.
    public init(_ name: String, backbone: Backbone, pretrained: String, pretraining: String? = nil) throws {
        switch name {
        case Self.synthetic:
            guard let pretraining, Path.exists(pretraining) else {
                throw Failure(
                    "\(backbone.id) has not been pretrained", at: pretraining ?? name,
                    advice: "Run `make cell` for this profile, which pretrains it first. WEIGHTS=none does without.")
            }
            self = .file(path: pretraining, digest: try StateDict(path: pretraining).digest())
        case "none": self = .random
        case "imagenet": self = try Self.published(backbone.defaultWeights, of: backbone, in: pretrained)
        default:
            guard Path.exists(name) else {
                throw Failure(
                    "there is no such file of weights", at: name, advice: "WEIGHTS= takes none, imagenet or a file.")
            }
            self = .file(path: name, digest: try Digest.ofFile(name))
        }
    }

    private static func published(
        _ weights: PublishedWeights, of backbone: Backbone, in folder: String
    ) throws -> InitialWeights {
        let path = Path.join(folder, "\(backbone.id).h5")
        let obtain = "fetch-prep weights \(backbone.id)"
        guard Path.exists(path) else {
            throw Failure(
                "the ImageNet weights of \(backbone.id) are missing", at: path,
                advice: """
                    Run: \(obtain). It fetches \(weights.address), or takes \(weights.fileName) from \
                    Data/raw/weights. WEIGHTS=none starts from random weights.
                    """)
        }
        let file = try PretrainedFile(path: path)
        guard file.holds(weights, of: backbone) else {
            throw Failure(
                "holds \(file.version) of \(file.backbone), not \(weights.version) of \(backbone.id) as this version "
                    + "converts it", at: path, advice: "Make it again: \(obtain).")
        }
        return .file(path: path, digest: file.sourceDigest)
    }

    /// As an input of a result.
    public var input: String {
        switch self {
        case .random: "none"
        case .file(_, let digest): digest
        }
    }
}
