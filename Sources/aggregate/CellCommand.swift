import ArgumentParser
import CommandSupport
import Storage
import Study

struct CellCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cell",
        abstract: "Aggregates the runs of one cell into cell.csv and prints its row.",
        discussion: """
            Reads run1 to runN/evaluation.csv and writes cell.csv beside them: best, mean, standard deviation, \
            95 % interval, published value, difference and verdict, accuracies in percent. The interval is \
            Student's t of the mean; with one run, Wilson's of that run. A cell whose evaluations are the same \
            as before is left as it is.

            Example:
              aggregate cell --profile paper --dataset cifar10 --percent 1 --backbone resnet50 --runs 3
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var cell: CellOptions

    @Option(help: "The number of runs.")
    var runs = 3

    @Option(help: ArgumentHelp("The file with the tolerance of the comparison.", valueName: "file"))
    var study = "Data/study.toml"

    @OptionGroup var making: MakingOptions

    func validate() throws {
        guard runs >= 1 else { throw ValidationError("'--runs' must be at least 1.") }
    }

    func run() throws {
        let file = try CellFile.fromRuns(
            cell.id, runs: runs, in: place.folder, published: try paper.read(),
            tolerance: try Tolerance.read(path: study))
        let path = place.folder.cellFile(of: cell.id)
        let made = try making.bring(Outputs(recorder: path, inputs: file.inputs)) {
            try Sums.sealing(["cell.csv"], in: place.folder.folder(of: cell.id)) {
                try file.table(profile: place.profile, comments: Provenance(program: "aggregate").comments).write(
                    to: path)
            }
        }
        // It may have been killed between the file and its line.
        if made { try Sums.complete(["cell.csv"], in: place.folder.folder(of: cell.id)) }
        if made && !making.quiet { print(CellReport.text([file.cell], profile: place.profile)) }
    }
}
