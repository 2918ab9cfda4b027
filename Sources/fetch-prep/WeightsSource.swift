import Backbones
import Download
import Storage

/// A published file of weights: where it lies, and where it comes from.
struct WeightsSource {
    let backbone: Backbone
    let weights: PublishedWeights
    /// The folder of raw files.
    let raw: String
    /// An address to fetch the file from instead of the published one.
    let mirror: String?

    private var folder: String { Path.join(raw, "weights") }

    var path: String { Path.join(folder, weights.fileName) }

    /// The weights that the study used are named by their backbone, as training looks for them.
    var convertedPath: String {
        let isDefault = weights.version == backbone.defaultWeights.version
        return "Data/weights/\(backbone.id)\(isDefault ? "" : "-\(weights.version)").h5"
    }

    func fetch(quiet: Bool) throws {
        var download = download
        if weights.digestPrefix.isEmpty {
            // All that can be checked before use.
            download.inspect = { _ = try TorchCheckpoint.read(path: $0) }
        }
        let progress = Progress("\(weights.fileName), MiB", quiet: quiet)
        try download.run(
            progress: { done, total in
                if let total { progress.update(done >> 20, of: total >> 20) }
            },
            notice: progress.note)
    }

    /// What is said where nothing is to be downloaded.
    var missing: Failure {
        let others = backbone.weights.filter {
            $0.version != weights.version && Path.exists(Path.join(folder, $0.fileName))
        }
        let there = others.map {
            " There is \($0.version), which is \($0.fileName): take it with --version \($0.version)."
        }
        return Failure(
            "the \(weights.version) weights of \(backbone.id) are missing", at: path,
            advice: download.byHand + there.joined())
    }

    private var download: Download {
        let address = mirror.map { Path.join($0, weights.fileName) } ?? weights.address
        var download = Download(address: address, to: path, digestPrefix: weights.digestPrefix)
        // A user's own choice of server; only this machine's may do without https.
        download.allowsLoopback = mirror != nil
        return download
    }
}
