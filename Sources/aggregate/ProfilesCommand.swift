import ArgumentParser
import CommandSupport
import Storage
import Study

struct ProfilesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profiles",
        abstract: "Sets two profiles side by side on the cells that both have run.",
        discussion: """
            Prints a row a column of the grid (data set and percent): the mean top-1 over the backbones in each \
            profile, the difference, and how many backbones reach more in the first one. With --csv it writes them.

            Examples:
              aggregate profiles --profile sample --with sample+weights-none --percent 100
              aggregate profiles --profile paper --with paper+selection-validation --csv selection.csv
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var grid: GridOption

    @Option(help: "The profile to compare with.")
    var with: ProfileName

    @Option(help: "Only columns with this share of the training images.")
    var percent: Percent?

    @Option(help: ArgumentHelp("A CSV file to write.", valueName: "file"))
    var csv: String?

    func run() throws {
        let grid = try grid.read()
        let comparison = try ProfileComparison(
            grid.columns.filter { percent == nil || $0.percent == percent }, of: grid, first: place.folder,
            second: ResultsFolder(root: place.results, profile: with))
        Console.print(comparison.text)
        if let csv { try comparison.csv(comments: Provenance(program: "aggregate").comments).write(to: csv) }
    }
}
