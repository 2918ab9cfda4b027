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
            """,
        // Asking the libraries for their names loads them: only where somebody wants to know.
        version: CommandLine.arguments.contains("--version")
            ? EngineDescription.version(of: "train") : Version.current)

    @Option(help: "The profile's folder name: paper, sample, or one with trial values, such as paper+batch32.")
    var profile: ProfileName

    @Option(help: "The data set's id.")
    var dataset: DatasetID

    @Option(help: "The share of the training images, in percent.")
    var percent: Percent = .all

    @Option(help: "The backbone's id.")
    var backbone: BackboneID

    @Option(name: .customLong("run"), help: "The number of the run, from 1.")
    var runNumber = 1

    @Option(
        help: ArgumentHelp("The prepared file (default: Data/prepared/<base profile>/<dataset>.h5).", valueName: "file")
    )
    var prepared: String?

    @Option(
        help: ArgumentHelp(
            "The file of initial weights, for a profile with the value weights-<digest>.", valueName: "file"))
    var weights: String?

    @Option(
        help: ArgumentHelp(
            "The folder of raw files, whose folder weights holds published weights.", valueName: "folder"))
    var raw = "Data/raw"

    @Option(help: ArgumentHelp("The folder of training values.", valueName: "folder"))
    var protocols = "Data/protocol"

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    var results = "Results"

    @Option(help: ArgumentHelp("Keep the state for resuming at most this often.", valueName: "seconds"))
    var saveInterval = 30.0

    @Flag(help: "Only check the arguments and the training values.")
    var checkArguments = false

    @OptionGroup var team: ThreadOption

    @OptionGroup var making: MakingOptions

    func validate() throws {
        guard runNumber >= 1 else { throw ValidationError("'--run' counts from 1.") }
        guard saveInterval >= 0 else { throw ValidationError("'--save-interval' must not be negative.") }
        guard Backbone.named(backbone.rawValue) != nil else {
            let known = Backbone.all.map(\.id).joined(separator: ", ")
            throw ValidationError("\(backbone.rawValue) cannot be trained by this version, which has \(known).")
        }
    }

    func run() throws {
        guard let network = Backbone.named(backbone.rawValue) else { return }
        let (values, initial) = try start(network)
        if checkArguments { return }
        team.apply()
        let data = try openData()
        let setup = try RunSetup(
            dataset: data, percent: percent.rawValue, backbone: network, run: runNumber, values: values,
            weights: initial)
        let training = TrainingRun(
            setup, folder: folder,
            provenance: Provenance(program: "train", extra: EngineDescription.entries), saveInterval: saveInterval)
        try making.bring(training.outputs) {
            // A second's look at every image before hours of training on them.
            try data.verify()
            try training.execute(TrainingProgress("\(cell.name) run \(runNumber)", quiet: making.quiet))
        }
    }

    private var cell: CellID { CellID(backbone: backbone, dataset: dataset, percent: percent) }

    private var folder: String { ResultsFolder(root: results, profile: profile).runFolder(of: cell, run: runNumber) }

    /// Training values and initial weights, which can be wrong without any data.
    private func start(_ network: Backbone) throws -> (TrainingProtocol, InitialWeights) {
        let values = try TrainingProtocol(
            folder: protocols, profile: profile.base, trial: profile.trial, dataset: dataset.rawValue)
        let initial = try InitialWeights(weights ?? values.weights, backbone: network, raw: raw)
        try checkWeights(initial)
        return (values, initial)
    }

    private func openData() throws -> PreparedDataset {
        let path = prepared ?? Path.join("Data/prepared", profile.base, "\(dataset.rawValue).h5")
        guard Path.exists(path) else {
            throw Failure(
                "the data set \(dataset.rawValue) is not prepared", at: path,
                advice: "Run: fetch-prep prepare --profile \(profile.base) --dataset \(dataset.rawValue)")
        }
        let data = try PreparedDataset(path: path)
        guard data.id == dataset.rawValue else {
            throw Failure("holds the data set \(data.id), not \(dataset.rawValue)", at: path)
        }
        return data
    }

    /// Results of different files must not meet in one folder: the folder's name carries the digest.
    private func checkWeights(_ initial: InitialWeights) throws {
        guard weights != nil, case .file(let path, let digest) = initial else { return }
        let word = "weights-\(digest.prefix(8))"
        guard profile.trial.contains(word) else {
            throw Failure(
                "results from these weights belong to a profile of their own", at: path,
                advice: "Call it \(profile.name)+\(word).")
        }
    }
}
