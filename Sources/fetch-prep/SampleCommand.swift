import ArgumentParser
import CommandSupport
import Datasets
import Storage

struct SampleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sample",
        abstract: "Makes miniature data sets from a seed, in the official formats.",
        discussion: """
            Writes a miniature of each of the twenty data sets below the folder, as their authors distribute them
            (archives, lists, images), and files.csv, which lists the files with their digests. The images are
            drawn: the same seed gives the same ones. Nothing is done where they are there already.

            Example:
              fetch-prep sample --output Data/sample/raw --seed 1
            """)

    @Option(help: ArgumentHelp("The folder to write, which then is a folder of raw files.", valueName: "folder"))
    var output = "Data/sample/raw"

    @Option(help: "The seed of the images.")
    var seed: UInt64 = 1

    @OptionGroup var making: MakingOptions

    func run() throws {
        let outputs = Outputs(
            recorder: SampleData.list(in: output), others: SampleData.missing(in: output),
            inputs: SampleData.inputs(seed: seed))
        try making.bring(outputs) {
            let progress = Progress("making the sample", quiet: making.quiet)
            try SampleData.write(
                to: output, seed: seed, provenance: Provenance(program: "fetch-prep"), progress: progress.update)
        }
    }
}
