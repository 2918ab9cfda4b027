import ArgumentParser
import Datasets
import Storage

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says which raw data sets are there and complete.",
        discussion: """
            Looks at the files, their sizes, numbers and digests, without decoding images. The exit code
            is 1 where one of the data sets asked for is not complete.

            Examples:
              fetch-prep check --raw /data
              fetch-prep check --raw Data/sample/raw --profile sample --dataset neu
            """)

    @Option(help: "The folder of raw files (default: Data/raw, Data/sample/raw).")
    var raw: String?

    @Option(help: "The profile, which tells what is expected.")
    var profile = Profile.paper

    @Option(help: "A data set's id (default: all).")
    var dataset: String?

    @Option(help: "The folder of the catalogues, datasets.toml and sample.toml.")
    var data = "Data"

    func run() throws {
        let catalogue = try profile.catalogue(in: data)
        var isComplete = true
        for id in try dataset.map({ _ = try catalogue.require($0); return [$0] }) ?? catalogue.ids {
            let entry = try catalogue.require(id)
            do {
                let source = try RawDatasets.open(id: id, entry: entry, raw: raw ?? profile.defaultRaw)
                print("\(id): complete, \(source.count(of: .train)) training and \(source.count(of: .test)) test images")
            } catch let failure as Failure {
                isComplete = false
                print("\(id): not complete; \(entry.train) training and \(entry.test) test images are expected")
                print("  \(failure)")
            }
        }
        if !isComplete { throw ExitCode.failure }
    }
}
