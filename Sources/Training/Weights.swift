import Backbones
import Storage

/// Where a run's initial weights come from.
public enum InitialWeights: Sendable {
    /// Seeded random values, as torchvision initialises them.
    case random
    /// A state dict, of which all but the head is taken.
    case file(path: String, digest: String)

    /// Finds the file that a protocol's `weights` means and checks it.
    ///
    /// - Parameters:
    ///   - name: `none`, `imagenet`, or the path of a `.pth` or `.h5` file.
    ///   - raw: the folder of raw files; published weights lie in its folder `weights`.
    /// - Throws: `Failure` that says where to get a missing file, or that its digest is wrong.
    public init(_ name: String, backbone: Backbone, raw: String) throws {
        switch name {
        case "none": self = .random
        case "imagenet":
            let published = backbone.weights
            let path = Path.join(raw, "weights", published.fileName)
            guard Path.exists(path) else {
                throw Failure(
                    "the ImageNet weights of \(backbone.id) are missing", at: path,
                    advice: """
                        Put \(published.fileName) from \(published.address) into \(Path.join(raw, "weights")), \
                        or start from random weights with WEIGHTS=none.
                        """)
            }
            let digest = try Digest.ofFile(path)
            guard digest.hasPrefix(published.digestPrefix) else {
                throw Failure(
                    "has the sha256 \(digest), which should begin with \(published.digestPrefix)", at: path,
                    advice: "Fetch it again from \(published.address).")
            }
            self = .file(path: path, digest: digest)
        default:
            guard Path.exists(name) else {
                throw Failure(
                    "there is no such file of weights", at: name, advice: "WEIGHTS= takes none, imagenet or a file.")
            }
            self = .file(path: name, digest: try Digest.ofFile(name))
        }
    }

    /// As an input of a result.
    public var input: String {
        switch self {
        case .random: "none"
        case .file(_, let digest): digest
        }
    }
}
