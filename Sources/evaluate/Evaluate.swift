import ArgumentParser
import Backbones
import CommandSupport
import Datasets
import Storage
import Study
import Training

/// Runs a checkpoint over the test images of its data set.
@main
struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Evaluates a run's checkpoint on the test images.",
        discussion: """
            Reads run<k>/checkpoint.h5 and writes predictions.h5 (logits, labels, names of the images) and \
            evaluation.csv (top-1, top-5, class-weighted accuracy, loss, images/s) beside it.

            EXAMPLES
              evaluate --profile sample --dataset cifar10 --backbone resnet50
              evaluate --profile paper --dataset neu --percent 10 --backbone mobilenet_v3_large --run 2
            """,
        version: CommandLine.arguments.contains("--version")
            ? EngineDescription.version(of: "evaluate") : Version.current)

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

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    var results = "Results"

    @OptionGroup var team: ThreadOption

    @OptionGroup var making: MakingOptions

    func run() throws {
        team.apply()
        let cell = CellID(backbone: backbone, dataset: dataset, percent: percent)
        let folder = ResultsFolder(root: results, profile: profile).runFolder(of: cell, run: runNumber)
        let checkpoint = Path.join(folder, "checkpoint.h5")
        guard Path.exists(checkpoint) else {
            throw Failure(
                "the run is not trained", at: checkpoint, advice: cell.makeCommand(profile: profile) + " trains it.")
        }
        let data = try PreparedDataset(
            path: prepared ?? Path.join("Data/prepared", profile.base, "\(dataset.rawValue).h5"))
        let evaluation = try Evaluation(
            checkpoint: checkpoint, dataset: data, backbone: backbone.rawValue, percent: percent.rawValue,
            run: runNumber)
        try making.bring(evaluation.outputs) {
            let bar = ProgressBar(quiet: making.quiet)
            let metrics = try evaluation.execute(
                provenance: Provenance(program: "evaluate", extra: EngineDescription.entries)
            ) { done, count in
                bar.draw("evaluating \(cell.name) run \(runNumber)", done: done, of: count)
            }
            bar.clear()
            if !making.quiet {
                print(
                    "\(cell.name) run \(runNumber): \(metrics.correct) of \(metrics.images) right, \(metrics.top1 * 100) %"
                )
            }
        }
    }
}
