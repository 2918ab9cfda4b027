import ArgumentParser
import CommandSupport
import Study

extension PaperFigure: ExpressibleByArgument {}

/// What the paper's two figures need to know.
struct PaperFigureOptions: ParsableArguments {
    @OptionGroup var options: FigureOptions

    @OptionGroup var paper: PublishedOption

    func draw(_ number: PaperFigure) throws {
        let figure = try TrainingImagesFigure(number, in: options.place.folder, published: try paper.read())
        for cell in figure.leftOut {
            Console.note("Left out: \(cell.name), because no history.csv says how many images it trained on.")
        }
        try options.draw(
            number.name, script: "training-images.gp", title: number.title, inputs: figure.inputs,
            table: figure.table)
    }
}

struct FigureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure",
        abstract: "A figure of the paper: top-1 against the number of training images.",
        discussion: """
            Figure 1 shows CIFAR-10, Figure 2 Tiny ImageNet: the paper's top three backbones, published (dashed) and \
            reproduced (solid, with the 95 % interval). While one of the three has not been run, the other backbones \
            that were run are shown too. Writes Paper/<profile>/figures/figure<number>.{svg,png,csv}.

            Example:
              plot figure --number 2 --profile paper
            """)

    @Option(help: "The number in the paper.")
    var number: PaperFigure

    @OptionGroup var paperFigure: PaperFigureOptions

    func run() throws { try paperFigure.draw(number) }
}

struct Figure1Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure1", abstract: "CIFAR-10: top-1 against the number of training images.",
        discussion: "The same as `plot figure --number 1`.")

    @OptionGroup var paperFigure: PaperFigureOptions

    func run() throws { try paperFigure.draw(.cifar10) }
}

struct Figure2Command: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "figure2", abstract: "Tiny ImageNet: top-1 against the number of training images.",
        discussion: "The same as `plot figure --number 2`.")

    @OptionGroup var paperFigure: PaperFigureOptions

    func run() throws { try paperFigure.draw(.tinyImageNet) }
}
