import ArgumentParser
import CommandSupport
import Storage
import Study

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims",
        abstract: "Holds the paper's claims against its own numbers and against the reproduced ones.",
        discussion: """
            Each claim of Data/claims.toml holds, fails or is undecided. Writes Paper/<profile>/claims.{csv,md} with the \
            numbers that were used, and prints a line a claim.

            Example:
              aggregate claims --profile paper
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @OptionGroup var claims: ClaimOptions

    @Option(help: ArgumentHelp("The folder that gets <profile>/claims.{csv,md}.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    func run() throws {
        let grid = try grid.read()
        let report = try claims.held(
            grid, StoredCells(grid.cells, in: place.folder), PublishedPaper(folder: paper.published))
        let stem = Path.join(output, place.profile.name, "claims")
        let outputs = Outputs(recorder: stem + ".csv", others: [stem + ".md"], inputs: report.inputs)
        let made = try making.bring(outputs) {
            let comments = Provenance(program: "aggregate").comments
            try AtomicFile.write(report.markdown(comments: comments), to: stem + ".md")
            try report.csv(comments: comments).write(to: stem + ".csv")
        }
        guard made && !making.quiet else { return }
        print(report.text)
        print("\(stem).md (.csv)")
    }
}
