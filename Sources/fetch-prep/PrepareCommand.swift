import ArgumentParser
import Datasets
import Foundation
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

    @Option(help: "The profile: paper or sample, or one of them with trial values, as in paper+image128.")
    var profile: Profile

    @Option(help: "The data set's id.")
    var dataset: String

    @Option(help: "The folder of raw files; holds a folder for each data set (default: Data/raw, Data/sample/raw).")
    var raw: String?

    @Option(help: "The file to write (default: Data/prepared/<profile>/<dataset>.h5).")
    var output: String?

    @Option(help: "The folder of the catalogues, datasets.toml and sample.toml.")
    var data = "Data"

    @Flag(help: "Only print why the output would be made again, or that it is up to date.")
    var why = false

    @Flag(help: "Print errors only.")
    var quiet = false

    func run() throws {
        let entry = try profile.catalogue(in: data).require(dataset)
        let output = output ?? Path.join(data, "prepared", profile.name, "\(dataset).h5")
        let source = try RawDatasets.open(id: dataset, entry: entry, raw: raw ?? profile.defaultRaw)
        let inputs = PreparedFile.inputs(id: dataset, entry: entry, raw: source)
        let reasons = inputs.reasons(against: Inputs.recorded(in: output))
        if why {
            for reason in reasons.isEmpty ? ["up to date"] : reasons { print("\(output): \(reason)") }
            return
        }
        if reasons.isEmpty { return try touch(output) }
        let progress = ProgressLine("preparing \(dataset)", quiet: quiet)
        try PreparedFile.write(
            to: output, id: dataset, entry: entry, raw: source, provenance: Provenance(program: "fetch-prep"),
            progress: progress.update)
        if !quiet {
            print("\(output): \(source.count(of: .train)) training and \(source.count(of: .test)) test images")
        }
    }
}

/// Tells Make that a file is up to date.
func touch(_ path: String) throws {
    guard utimes(path, nil) == 0 else {
        throw Failure.system("cannot set the modification time", at: path, errno: errno)
    }
}
