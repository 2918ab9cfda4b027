import ArgumentParser
import CommandSupport
import Storage
import Study

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes the report: one HTML page with tables, claims, figures, provenance and a recommender.",
        discussion: """
            Writes Paper/<profile>/report.html, which opens from disk and loads nothing, and report.csv beside it, which \
            records what the page was made from. Shows the figures that are there: make them first.

            Example:
              aggregate report --profile paper
            """)

    @OptionGroup var place: ProfileOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    @OptionGroup var claims: ClaimOptions

    @Option(help: ArgumentHelp("The folder of report.html, report.css and report.js.", valueName: "folder"))
    var templates = "Paper/templates"

    @Option(help: ArgumentHelp("The folder that gets <profile>/report.html.", valueName: "folder"))
    var output = "Paper"

    @OptionGroup var making: MakingOptions

    func run() throws {
        let grid = try grid.read()
        let cells = try StoredCells(grid.cells, in: place.folder)
        let published = try PublishedPaper(folder: paper.published)
        let held = try claims.held(grid, cells, published)
        let folder = Path.join(output, place.profile.name)
        let report = try Report(
            grid: grid, cells: cells, published: published, claims: held, figures: Path.join(folder, "figures"),
            template: PageTemplate(folder: templates))
        let stem = Path.join(folder, "report")
        let outputs = Outputs(recorder: stem + ".csv", others: [stem + ".html"], inputs: report.inputs)
        let made = try making.bring(outputs) {
            let provenance = Provenance(program: "aggregate")
            let page = try report.html(provenance)
            try AtomicFile.write(page, to: stem + ".html")
            try report.record(of: page, name: "report.html", comments: provenance.comments).write(to: stem + ".csv")
        }
        guard made && !making.quiet else { return }
        print("\(stem).html: \(report.count - report.missing) of \(report.count) cells have been run")
    }
}
