import ArgumentParser
import Backbones
import CommandSupport
import Storage
import Study

struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Fetches, checks and converts the published weights of a backbone.",
        discussion: """
            Takes the published file from <raw>/weights, or downloads it there, checks its sha256, compares its \
            tensors with the backbone's, and writes them as HDF5. An interrupted download goes on where it was. \
            Nothing is done where the output was made from the same file.

            Examples:
              fetch-prep weights resnet50
              fetch-prep weights all --offline
              fetch-prep weights resnet50 --version IMAGENET1K_V1
              fetch-prep weights --list
            """)

    @Argument(help: ArgumentHelp("A backbone's id, or all.", valueName: "backbone"))
    var id: String?

    @Option(help: "The version of the weights (default: the one that the study used).")
    var version: String?

    @Option(help: ArgumentHelp("The folder of raw files, whose folder weights holds the files.", valueName: "folder"))
    var raw = "Data/raw"

    @Option(
        help: ArgumentHelp(
            "The file to write (default: Data/weights/<backbone>.h5, or <backbone>-<version>.h5 beside the study's).",
            valueName: "file"))
    var output: String?

    @Option(
        help: ArgumentHelp(
            "Download from this folder instead, which holds the files by their names (https).", valueName: "address"))
    var mirror: String?

    @Flag(help: "Download nothing.")
    var offline = false

    @Flag(help: "List the versions, with what is known of them, and whether they are here.")
    var list = false

    @OptionGroup var making: MakingOptions

    func validate() throws {
        let known = Backbone.all.map(\.id).joined(separator: ", ")
        guard let id else {
            if list { return }
            throw ValidationError("Which backbone? all, or one of \(known).")
        }
        if id == "all" {
            guard version == nil, output == nil else {
                throw ValidationError("'--version' and '--output' go with one backbone, not with all.")
            }
            return
        }
        guard let backbone = Backbone.named(id) else {
            throw ValidationError("unknown backbone '\(id)'; known ones are \(known)")
        }
        guard version == nil || backbone.weights.contains(where: { $0.version == version }) else {
            let versions = backbone.weights.map(\.version).joined(separator: ", ")
            throw ValidationError("\(id) has no version '\(version ?? "")'; known ones are \(versions)")
        }
    }

    func run() throws {
        let backbones = Backbone.all.filter { id == nil || id == "all" || $0.id == id }
        if list { return print(WeightsList.text(backbones, raw: raw)) }
        var isComplete = true
        for backbone in backbones {
            let weights = backbone.weights.first { $0.version == version } ?? backbone.defaultWeights
            let source = WeightsSource(backbone: backbone, weights: weights, raw: raw, mirror: mirror)
            do {
                try bring(source)
            } catch let failure as Failure where backbones.count > 1 {
                // The others may be there.
                isComplete = false
                Console.note("Error: \(failure)")
            }
        }
        if !isComplete { throw ExitCode.failure }
    }

    private func bring(_ source: WeightsSource) throws {
        let (backbone, weights) = (source.backbone, source.weights)
        let path = output ?? source.convertedPath
        if !Path.exists(source.path) {
            // Made before, from a file that is not needed any more.
            if let made = try? PretrainedFile(path: path), made.holds(weights, of: backbone) {
                if making.why { print("\(path): up to date") }
                return
            }
            if making.why { return print("\(path): it has not been made yet") }
            if offline { throw source.missing }
            try source.fetch(quiet: making.quiet)
        }
        let digest = try weights.check(source.path, of: backbone.id)
        let inputs = PretrainedFile.inputs(backbone, weights, sourceDigest: digest)
        // An unchanged time says that what depends on the file need not be looked at.
        try making.bring(Outputs(recorder: path, inputs: inputs), touching: false) {
            let tensors = try StateDict(path: source.path)
            try Sums.sealing([Path.name(of: path)], in: Path.folder(of: path)) {
                try PretrainedFile.write(
                    to: path, tensors, backbone, weights, sourceDigest: digest,
                    provenance: Provenance(program: "fetch-prep"))
            }
            if !making.quiet { report(source, digest: digest, path: path) }
        }
    }

    private func report(_ source: WeightsSource, digest: String, path: String) {
        let (backbone, weights) = (source.backbone, source.weights)
        let parameters = grouped(backbone.parameterCount)
        let check =
            weights.digestPrefix.isEmpty
            ? "no digest is published: the file could not be checked before use, and this one is recorded"
            : "begins with the published \(weights.digestPrefix)"
        print(
            """
            \(path): \(weights.version) of \(backbone.id)
              parameters  \(parameters), names and shapes checked
              ImageNet    top-1 \(Numbers.accuracy(weights.imageNetTop1)) %, as published
              from        \(source.path)
              sha256      \(digest)
                          \(check)
              licence     \(weights.licence)
            """)
    }
}
