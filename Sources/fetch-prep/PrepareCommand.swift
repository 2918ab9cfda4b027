import ArgumentParser
import CommandSupport
import Datasets
import Storage

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Checks and decodes a raw data set and writes it as one HDF5 file.",
        discussion: """
            Nothing is done where the output was made from the same raw files with the same split.

            Examples:
              fetch-prep prepare --profile paper --dataset neu
              fetch-prep prepare --profile paper --dataset neu --raw /data --why
            """)

    @Option(help: "The profile: paper or sample, or one of them with trial values, such as paper+batch32.")
    var profile: Profile

    @Option(help: "The data set's id.")
    var dataset: String

    @Option(
        help: ArgumentHelp(
            "The folder of raw files, which holds a folder for each data set (default: Data/raw or Data/sample/raw).",
            valueName: "folder"))
    var raw: String?

    @Option(help: ArgumentHelp("The file to write (default: Data/prepared/<profile>/<dataset>.h5).", valueName: "file"))
    var output: String?

    @OptionGroup var catalogue: CatalogueOption

    @OptionGroup var team: ThreadOption

    @OptionGroup var making: MakingOptions

    func run() throws {
        team.apply()
        let entry = try profile.catalogue(in: catalogue.data).require(dataset)
        let path = output ?? Path.join(catalogue.data, "prepared", profile.description, "\(dataset).h5")
        let source = try RawDatasets.open(id: dataset, entry: entry, raw: raw ?? profile.raw(in: catalogue.data))
        let inputs = PreparedFile.inputs(id: dataset, entry: entry, raw: source)
        // An unchanged time says that what depends on the file need not be looked at.
        try making.bring(Outputs(recorder: path, inputs: inputs), touching: false) {
            let progress = Progress("preparing \(dataset)", quiet: making.quiet)
            try PreparedFile.write(
                to: path, id: dataset, entry: entry, raw: source, provenance: Provenance(program: "fetch-prep"),
                progress: progress.update)
            if making.quiet { return }
            print("\(path): \(source.count(of: .train)) training and \(source.count(of: .test)) test images")
        }
    }
}

/// Where the catalogues are.
struct CatalogueOption: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the catalogues, datasets.toml and sample.toml.", valueName: "folder"))
    var data = "Data"
}
