import ArgumentParser
import Backbones
import CommandSupport
import Datasets
import Storage
import Study
import Training

/// Fine-tunes a backbone on a prepared data set: one run of one cell.
@main
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fine-tunes a backbone on a prepared data set: one run of one cell.",
        discussion: """
            Writes checkpoint.h5 (the best weights) and history.csv into \
            Results/<profile>/<dataset>/<percent>/<backbone>/run<k>. An interrupted run goes on where it was; a run \
            whose inputs are unchanged is left as it is.

            EXAMPLES
              train --profile sample --dataset cifar10 --backbone resnet50
              train --profile paper --dataset neu --percent 10 --backbone mobilenet_v3_large --run 2
              train --profile paper+image128+batch32+weights-none --dataset neu --backbone mobilenet_v3_large
              train --summary resnet50
            """,
        // Asking the libraries for their names loads them: only where somebody wants to know.
        version: CommandLine.arguments.contains("--version")
            ? EngineDescription.version(of: "train") : Version.current)

    /// A call with `--summary` needs none of the options of a run: another command answers it.
    static func main() {
        let asked = CommandLine.arguments.dropFirst().contains { $0 == "--summary" || $0.hasPrefix("--summary=") }
        if asked { Summary.main(nil) } else { main(nil) }
    }

    @Option(
        help: ArgumentHelp(
            "Only print the layers of a backbone; see train --summary BACKBONE --help.", valueName: "backbone"))
    var summary: BackboneID?

    @OptionGroup var place: ProfileOptions

    @OptionGroup var cell: CellOptions

    @OptionGroup var which: RunOption

    @OptionGroup var data: PreparedOption

    @Option(
        help: ArgumentHelp(
            "The file of initial weights, for a profile with the value weights-<digest>.", valueName: "file"))
    var weights: String?

    @Option(
        help: ArgumentHelp(
            "The folder of published weights, which fetch-prep weights fills.", valueName: "folder"))
    var pretrained = "Data/weights"

    @Option(help: ArgumentHelp("The folder of training values.", valueName: "folder"))
    var protocols = "Data/protocol"

    @Option(help: ArgumentHelp("Keep the state for resuming at most this often.", valueName: "seconds"))
    var saveInterval = 30.0

    @Flag(help: "Only check the arguments and the training values.")
    var checkArguments = false

    @OptionGroup var team: ThreadOption

    @OptionGroup var budget: MemoryOption

    @OptionGroup var making: MakingOptions

    func validate() throws {
        guard saveInterval >= 0 else { throw ValidationError("'--save-interval' must not be negative.") }
        guard Backbone.named(cell.backbone.rawValue) != nil else {
            let known = Backbone.all.map(\.id).joined(separator: ", ")
            throw ValidationError("\(cell.backbone.rawValue) cannot be trained by this version, which has \(known).")
        }
    }

    func run() throws {
        guard let network = Backbone.named(cell.backbone.rawValue) else { return }
        let (values, initial) = try start(network)
        if checkArguments { return }
        team.apply()
        let dataset = try openData()
        let setup = try RunSetup(
            dataset: dataset, percent: cell.percent.rawValue, backbone: network, run: which.run, values: values,
            weights: initial)
        let training = TrainingRun(
            setup, folder: place.folder.runFolder(of: cell.id, run: which.run),
            provenance: Provenance(program: "train", extra: EngineDescription.entries), saveInterval: saveInterval,
            memory: budget.bytes)
        try making.bring(training.outputs) {
            // A second's look at every image before hours of training on them.
            try dataset.verify()
            try training.execute(TrainingProgress("\(cell.id.name) run \(which.run)", quiet: making.quiet))
        }
        if !making.why { try training.seal() }
    }

    /// Training values and initial weights, which can be wrong without any data.
    private func start(_ network: Backbone) throws -> (TrainingProtocol, InitialWeights) {
        let values = try TrainingProtocol(
            folder: protocols, profile: place.profile.base, trial: place.profile.trial, dataset: cell.dataset.rawValue)
        guard weights != nil || place.profile.weightsFile == nil else {
            throw Failure(
                "is the profile of a file of weights, and no file is given", at: place.profile.name,
                advice: "Name it: WEIGHTS=file, or --weights file.")
        }
        let name = weights ?? values.weights
        guard name != "imagenet" || values.backboneSize == .full else {
            throw Failure(
                "trains miniatures, and published weights are those of the whole networks", at: place.profile.name,
                advice: "Take WEIGHTS=none, or PROFILE=paper.")
        }
        // Weights may be fetched or pretrained between this check and the run.
        let initial =
            try checkArguments && (name == "imagenet" || name == InitialWeights.synthetic)
            ? .random
            : InitialWeights(
                name, backbone: network, pretrained: pretrained,
                pretraining: place.folder.pretraining(of: cell.backbone))
        try checkWeights(initial)
        // An architecture may be too deep for the images: known before any data is read.
        _ = try network.graph(
            height: values.imageHeight, width: values.imageWidth, classes: 2, size: values.backboneSize)
        return (values, initial)
    }

    private func openData() throws -> PreparedDataset {
        let path = try data.path(profile: place.profile, dataset: cell.dataset)
        let dataset = try PreparedDataset(path: path)
        guard dataset.id == cell.dataset.rawValue else {
            throw Failure("holds the data set \(dataset.id), not \(cell.dataset.rawValue)", at: path)
        }
        return dataset
    }

    /// Results of different files must not meet in one folder: the folder's name carries the digest.
    private func checkWeights(_ initial: InitialWeights) throws {
        guard let weights, case .file(_, let digest) = initial else { return }
        let word = "weights-\(digest.prefix(8))"
        guard place.profile.weightsFile == word else {
            throw Failure(
                "results from these weights belong to a profile of their own", at: weights,
                advice: "Its name ends in +\(word).")
        }
    }
}
