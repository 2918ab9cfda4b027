import ArgumentParser
import CommandSupport
import Storage
import Study

struct PaperCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "paper",
        abstract: "Writes a LaTeX document with all tables, figures and claims.",
        discussion: """
            Writes Paper/<profile>/paper.tex, which takes in the tables and figures beside it, and paper.csv, which \
            records what it was made from. All nine tables have to be there; of the figures, those that are there are \
            shown. `make paper` also typesets it.

            Example:
              aggregate paper --profile paper
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @OptionGroup var claims: ClaimOptions

    @Option(help: ArgumentHelp("The document with slots for its parts.", valueName: "file"))
    var template = "Paper/templates/paper.tex"

    @Option(
        help: ArgumentHelp("The folder that has <profile>/tables and gets <profile>/paper.tex.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    func run() throws {
        let grid = try grid.read()
        let cells = try StoredCells(grid.cells, in: place.folder)
        let held = try claims.held(grid, cells, PublishedPaper(folder: paper.published))
        let folder = Path.join(output, place.profile.name)
        let document = try PaperDocument(
            grid: grid, cells: cells, claims: held, files: DocumentParts(folder: folder, profile: place.profile),
            template: PaperTemplate(path: template))
        let stem = Path.join(folder, "paper")
        let outputs = Outputs(recorder: stem + ".csv", others: [stem + ".tex"], inputs: document.inputs)
        let made = try making.bring(outputs) {
            let provenance = Provenance(program: "aggregate")
            let text = try document.latex(provenance)
            try AtomicFile.write(text, to: stem + ".tex")
            try document.record(of: text, name: "paper.tex", comments: provenance.comments).write(to: stem + ".csv")
        }
        guard made && !making.quiet else { return }
        print("\(stem).tex: \(document.extent)")
    }
}
