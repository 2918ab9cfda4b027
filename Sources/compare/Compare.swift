import ArgumentParser
import CommandSupport
import Storage

/// Which backbone for these images: from finished cells, or within a budget of time.
@main
struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares backbones on one data set, keeps the best model and says how to use it.",
        discussion: """
            rank goes by cells that were trained to the end. select trains within a budget of time: an estimate on \
            frozen features first (LogME), then successive halving. Both write comparison.{csv,md} and best.h5 into \
            Results/<profile>/<dataset>/<percent>.

            EXAMPLES
              compare rank --profile paper --dataset own-mushrooms
              compare select --profile paper+selection-validation --dataset own-mushrooms --budget 1h
              compare logme --profile paper --dataset own-mushrooms --backbones resnet50,convnext_tiny
            """,
        version: CommandLine.arguments.contains("--version")
            ? EngineDescription.version(of: "compare") : Version.current,
        subcommands: [RankCommand.self, SelectCommand.self, LogMECommand.self])
}
