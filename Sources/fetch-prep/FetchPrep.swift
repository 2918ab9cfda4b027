import ArgumentParser
import Storage

@main
struct FetchPrep: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch-prep",
        abstract: "Turns raw data sets and published weights into prepared files.",
        discussion: """
            Examples:
              fetch-prep sample --output Data/sample/raw
              fetch-prep fetch flowers102 --raw /data
              fetch-prep prepare --profile sample --dataset neu
              fetch-prep prepare --profile paper --dataset cifar10 --raw /data
              fetch-prep check --raw /data
              fetch-prep split --prepared Data/prepared/paper/neu.h5
              fetch-prep weights resnet50
            """,
        // The command weights has an option of this name.
        version: CommandLine.arguments.dropFirst().first == "weights" ? "" : "fetch-prep \(Version.current)",
        subcommands: [
            FetchCommand.self, PrepareCommand.self, SampleCommand.self, CheckCommand.self, SplitCommand.self,
            WeightsCommand.self,
        ])
}
