import ArgumentParser
import CommandSupport
import Storage
import Study

/// What every figure needs to know.
struct FigureOptions: ParsableArguments {
    @OptionGroup var place: ProfileOptions

    @Option(help: ArgumentHelp("The folder that gets <profile>/figures/.", valueName: "folder"))
    var output = "Paper"

    @Option(help: ArgumentHelp("The folder of the gnuplot scripts.", valueName: "folder"))
    var scripts = "Scripts/plots"

    @OptionGroup var making: MakingOptions

    /// Draws a figure unless it is up to date, or explains after `--why`.
    ///
    /// - Parameters:
    ///   - name: the files' name without its ending.
    ///   - script: the script's name in the folder of scripts.
    ///   - table: the figure's data for a comment block and inputs.
    func draw(
        _ name: String, script: String, title: String, inputs: Inputs,
        table: (_ comments: [(key: String, value: String)], _ inputs: Inputs) -> CSVTable
    ) throws {
        let figure = FigureFiles(
            stem: Path.join(output, place.profile.name, "figures", name), script: Path.join(scripts, script),
            title: title,
            heading: place.profile.heading)
        let outputs = Outputs(
            recorder: figure.data, others: figure.images, inputs: try figure.withScripts(inputs))
        let made = try making.bring(outputs) {
            let gnuplot = try Gnuplot.find()
            let provenance = Provenance(program: "plot", extra: [("gnuplot", try gnuplot.version())])
            let folder = Path.folder(of: figure.data)
            try Sums.sealing(outputs.files.map(Path.name), in: folder) {
                try figure.write(table(provenance.comments, outputs.inputs), with: gnuplot)
            }
        }
        if made && !making.quiet { print(figure.images.joined(separator: "\n")) }
    }
}
