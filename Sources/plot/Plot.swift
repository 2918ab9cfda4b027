import ArgumentParser
import Storage

@main
struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws the paper's figures, two that it lacks and the training curves of a run, with gnuplot.",
        discussion: """
            Each figure is written as SVG and PNG, with the data that it shows beside it as CSV.

            Examples:
              plot figure1 --profile sample
              plot pareto --profile paper --against speed
              plot curves --profile paper --dataset cifar10 --percent 1 --backbone resnet50 --run 1
            """,
        version: "plot \(Version.current)",
        subcommands: [
            FigureCommand.self, Figure1Command.self, Figure2Command.self, ParetoCommand.self, TransferCommand.self,
            CurvesCommand.self,
        ])
}
