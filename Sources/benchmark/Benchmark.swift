import ArgumentParser
import Storage

@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Measures how fast networks train and predict, how fast images are made ready for them, and what the study \
            takes on this machine.
            """,
        discussion: """
            EXAMPLES
              benchmark --backbone resnet50
              benchmark images --prepared Data/prepared/paper/neu.h5 --augment before-resize
              benchmark estimate --profile paper
            """,
        version: Version.current, subcommands: [NetworkCommand.self, ImagesCommand.self, EstimateCommand.self],
        defaultSubcommand: NetworkCommand.self)
}
