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

            With --checkpoint and --images it classifies images of your own: evaluate --images --help says how.
              evaluate --checkpoint Results/paper/own-mushrooms/100/best.h5 --images ~/photos/new
            """,
        version: CommandLine.arguments.contains("--version")
            ? EngineDescription.version(of: "evaluate") : Version.current)

    /// A call with `--images` needs none of the options of a run: another command answers it.
    static func main() {
        let asked = CommandLine.arguments.dropFirst().contains { argument in
            ["--images", "--checkpoint"].contains { argument == $0 || argument.hasPrefix($0 + "=") }
        }
        if asked { PredictCommand.main(nil) } else { main(nil) }
    }

    @OptionGroup var place: ProfileOptions

    @OptionGroup var cell: CellOptions

    @OptionGroup var which: RunOption

    @OptionGroup var data: PreparedOption

    @OptionGroup var team: ThreadOption

    @OptionGroup var making: MakingOptions

    func run() throws {
        team.apply()
        let checkpoint = Path.join(place.folder.runFolder(of: cell.id, run: which.run), "checkpoint.h5")
        guard Path.exists(checkpoint) else {
            throw Failure(
                "the run is not trained", at: checkpoint,
                advice: cell.id.makeCommand(profile: place.profile) + " trains it.")
        }
        let dataset = try PreparedDataset(path: try data.path(profile: place.profile, dataset: cell.dataset))
        let evaluation = try Evaluation(
            checkpoint: checkpoint, dataset: dataset, backbone: cell.backbone.rawValue,
            percent: cell.percent.rawValue, run: which.run)
        let title = "\(cell.id.name) run \(which.run)"
        try making.bring(evaluation.outputs) {
            let bar = ProgressBar(quiet: making.quiet)
            let metrics = try evaluation.execute(
                provenance: Provenance(program: "evaluate", extra: EngineDescription.entries)
            ) { done, count in
                bar.draw("evaluating \(title)", done: done, of: count)
            }
            bar.clear()
            if !making.quiet {
                print(
                    "\(title): \(metrics.correct) of \(metrics.images) right, \(Numbers.percent(metrics.top1 * 100)) %")
            }
        }
        if !making.why { try evaluation.seal() }
    }
}
