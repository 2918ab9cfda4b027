import ArgumentParser
import Storage

@main
struct Benchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures how fast networks train and predict, and how fast images are made ready for them.",
        discussion: """
            EXAMPLES
              benchmark --backbone resnet50
              benchmark images --prepared Data/prepared/paper/neu.h5 --augment before-resize
            """,
        version: Version.current, subcommands: [NetworkCommand.self, ImagesCommand.self],
        defaultSubcommand: NetworkCommand.self)
}
