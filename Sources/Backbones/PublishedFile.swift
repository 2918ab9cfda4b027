import Storage

extension PublishedWeights {
    /// A version of some backbone's weights, as a file may turn out to be one.
    public struct Known: Sendable {
        public let backbone: String
        public let weights: PublishedWeights

        public init(backbone: String, weights: PublishedWeights) {
            self.backbone = backbone
            self.weights = weights
        }
    }

    /// Compares a file's digest with the published one.
    ///
    /// - Parameters:
    ///   - backbone: the id of the backbone that the weights are of.
    ///   - known: the versions by which a wrong file may be recognised.
    /// - Returns: the file's SHA-256. Where none was published, any file that is no other known version
    ///   passes.
    /// - Throws: `Failure` that says which version the file is instead, or what its digest should be.
    public func check(_ path: String, of backbone: String, among known: [Known] = Backbone.published) throws -> String {
        let digest = try Digest.ofFile(path)
        let other = known.first {
            !$0.weights.digestPrefix.isEmpty && digest.hasPrefix($0.weights.digestPrefix)
                && ($0.backbone, $0.weights.version) != (backbone, version)
        }
        if digest.hasPrefix(digestPrefix), other == nil || !digestPrefix.isEmpty { return digest }
        if let other {
            let take = "fetch-prep weights \(other.backbone) --version \(other.weights.version)"
            throw Failure(
                "is \(other.weights.version) of \(other.backbone), not \(version) of \(backbone)", at: path,
                advice: "Rename it to \(other.weights.fileName), which \(take) takes. \(obtain(path))")
        }
        throw Failure(
            "has the sha256 \(digest), which should begin with \(digestPrefix)", at: path,
            advice: "Remove it and run the same command again. \(obtain(path))")
    }

    private func obtain(_ path: String) -> String {
        "\(version) is \(address): put it as \(fileName) into \(Path.folder(of: path))."
    }
}

extension Backbone {
    /// All versions of all backbones.
    public static var published: [PublishedWeights.Known] {
        all.flatMap { backbone in
            backbone.weights.map { PublishedWeights.Known(backbone: backbone.id, weights: $0) }
        }
    }
}
