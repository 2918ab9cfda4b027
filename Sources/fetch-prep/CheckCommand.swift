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

    @Option(help: ArgumentHelp("The folder of raw files (default: Data/raw or Data/sample/raw).", valueName: "folder"))
    var raw: String?

    @Option(help: "The profile, paper or sample, which tells what is expected.")
    var profile = Profile.paper

    @Option(help: "A data set's id (default: all).")
    var dataset: String?

    @OptionGroup var catalogue: CatalogueOption

    func run() throws {
        let catalogue = try profile.catalogue(in: self.catalogue.data)
        var isComplete = true
        for id in dataset.map({ [$0] }) ?? catalogue.ids {
            let entry = try catalogue.require(id)
            do {
                let raw = raw ?? profile.raw(in: self.catalogue.data)
                _ = try RawDatasets.open(id: id, entry: entry, raw: raw)
                print("\(id): complete, \(entry.train) training and \(entry.test) test images")
            } catch let failure as Failure {
                isComplete = false
                print("\(id): not complete; \(entry.train) training and \(entry.test) test images are expected")
                print("  \(failure)")
            }
        }
        if !isComplete { throw ExitCode.failure }
    }
}
