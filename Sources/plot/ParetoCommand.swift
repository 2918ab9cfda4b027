import ArgumentParser
import CommandSupport
import Storage
import Study

struct ParetoCommand: ParsableCommand {
    enum Against: String, CaseIterable, ExpressibleByArgument {
        case parameters
        case speed
    }

    static let configuration = CommandConfiguration(
        commandName: "pareto",
        abstract: "Accuracy against parameters or measured speed, by domain, with the Pareto front.",
        discussion: """
            A panel a domain: the mean top-1 over its columns in Tables 4 to 6, published (hollow) and reproduced \
            (filled). A backbone is shown in a domain of which all columns are there. Writes \
            Paper/<profile>/figures/pareto.{svg,png,csv}; against speed pareto-speed.{svg,png,csv}, from the images/s \
            of <results>/benchmark/throughput.csv (inference where it was measured, else training).

            Examples:
              plot pareto --profile paper
              plot pareto --profile paper --against speed
            """)

    @Option(help: "What stands on the x-axis.")
    var against = Against.parameters

    @OptionGroup var options: FigureOptions

    @OptionGroup var paper: PublishedOption

    @OptionGroup var grid: GridOption

    func run() throws {
        let axis: ParetoFigure.Axis =
            switch against {
            case .parameters: .parameters
            case .speed:
                .speed(try MeasuredSpeeds(path: Path.join(options.place.results, "benchmark/throughput.csv")))
            }
        let grid = try grid.read()
        let figure = try ParetoFigure(
            against: axis, grid: grid, cells: StoredCells(grid.cells, in: options.place.folder),
            published: PublishedPaper(folder: paper.published))
        if !figure.leftOut.isEmpty && !options.making.quiet {
            let titles = figure.leftOut.map(\.title).joined(separator: ", ")
            Console.note("Left out, because their speed has not been measured (`make bench`): \(titles).")
        }
        try options.draw(
            figure.name, script: "pareto.gp", title: figure.title, inputs: figure.inputs, table: figure.table)
    }
}
