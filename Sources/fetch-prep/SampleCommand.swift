import ArgumentParser
import Datasets
import Storage

struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Makes miniature data sets from a seed, in the official formats.",
        discussion: """
            Writes cifar10 and neu below the folder, and files.csv, which lists the files with their
            digests. The same seed gives the same bytes. Nothing is done where they are there already.

            Example:
              fetch-prep sample --output Data/sample/raw --seed 1
            """)

    @Option(help: "The folder to write, which then is a folder of raw files.")
    var output = "Data/sample/raw"

    @Option(help: "The seed of the images.")
    var seed: UInt64 = 1

    @Flag(help: "Only print why the files would be made again, or that they are up to date.")
    var why = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func run() throws {
        let list = SampleData.list(in: output)
        var reasons = SampleData.inputs(seed: seed).reasons(against: Inputs.recorded(in: list))
        if reasons.isEmpty && !SampleData.isComplete(in: output) { reasons = ["a file that it lists is missing"] }
        if why {
            for reason in reasons.isEmpty ? ["up to date"] : reasons { print("\(list): \(reason)") }
            return
        }
        if reasons.isEmpty { return try touch(list) }
        let progress = ProgressLine("making the sample", quiet: quiet)
        try SampleData.write(
            to: output, seed: seed, provenance: Provenance(program: "fetch-prep"), progress: progress.update)
    }
}
