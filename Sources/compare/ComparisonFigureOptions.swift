import ArgumentParser
import CommandSupport
import Storage
import Study

/// How the figure beside a comparison is drawn.
struct ComparisonFigureOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the gnuplot scripts.", valueName: "folder"))
    var scripts = "Scripts/plots"

    /// Draws unless the files are up to date. What it shows stands in the table too: without gnuplot there is a note.
    func draw(_ figure: ComparisonFigure, in folder: String, making: MakingOptions) throws {
        let files = FigureFiles(
            stem: Path.join(folder, "comparison-figure"), script: Path.join(scripts, "comparison.gp"),
            title: figure.title, heading: figure.heading)
        let gnuplot: Gnuplot
        do {
            gnuplot = try Gnuplot.find()
        } catch let failure as Failure {
            return Console.note("No figure was drawn. \(failure.description)")
        }
        let outputs = Outputs(
            recorder: files.data, others: files.images, inputs: try files.withScripts(figure.inputs))
        let made = try making.bring(outputs) {
            let provenance = Provenance(program: "compare", extra: [("gnuplot", try gnuplot.version())])
            try files.write(figure.table(comments: provenance.comments, inputs: outputs.inputs), with: gnuplot)
        }
        if made && !making.quiet { print(files.images.joined(separator: "\n")) }
    }
}
