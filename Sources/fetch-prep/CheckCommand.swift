import ArgumentParser
import CommandSupport
import Datasets
import Storage

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Says which raw data sets are there, complete and readable.",
        discussion: """
            Decodes every image: says what cannot be read, which sizes there are, and which images stand in \
            training and in test. With --quick, only files and lists are looked at. The exit code is 1 where one \
            of the data sets asked for is not complete.

            Examples:
              fetch-prep check --raw /data
              fetch-prep check --raw /data --dataset neu
              fetch-prep check --dataset ~/photos/mushrooms
              fetch-prep check --raw Data/sample/raw --profile sample --quick
            """)

    @Option(help: ArgumentHelp("The folder of raw files (default: Data/raw or Data/sample/raw).", valueName: "folder"))
    var raw: String?

    @Option(help: "The profile, paper or sample, which tells what is expected.")
    var profile = Profile.paper

    @Option(help: ArgumentHelp("A data set's id, or a folder of own images (default: all).", valueName: "id or folder"))
    var dataset: String?

    @Flag(help: "Decode no images.")
    var quick = false

    @Flag(help: "Print no progress.")
    var quiet = false

    @OptionGroup var team: ThreadOption

    @OptionGroup var catalogue: CatalogueOption

    func run() throws {
        team.apply()
        var isComplete = true
        for name in try dataset.map({ [$0] }) ?? profile.catalogue(in: catalogue.data).ids {
            let source = try DatasetSource(name, profile: profile, raw: raw, folders: catalogue)
            do {
                if try !check(source) { isComplete = false }
            } catch let failure as Failure {
                isComplete = false
                print("\(source.id): not complete")
                print("  \(failure)")
            }
        }
        if !isComplete { throw ExitCode.failure }
    }

    /// Prints what is there; false where an image cannot be read.
    private func check(_ source: DatasetSource) throws -> Bool {
        let (entry, raw) = try source.open(quiet: quiet)
        let progress = Progress("looking at \(source.id)", quiet: quiet)
        let survey = quick ? nil : try ImageSurvey(of: raw, decoding: true, progress: progress.update)
        let isReadable = survey?.unreadable.isEmpty ?? true
        print("\(source.id): \(isReadable ? "complete" : "not readable")")
        let (train, test) = (raw.count(of: .train), raw.count(of: .test))
        var counts = "\(grouped(train)) training and \(grouped(test)) test images"
        if !source.isOwn {
            counts +=
                (train, test) == (entry.train, entry.test)
                ? ", as \(profile.countedBy) them"
                : "; \(profile.countedBy) \(grouped(entry.train)) and \(grouped(entry.test))"
        }
        var lines = [("images", counts)]
        if let survey {
            lines += DatasetReport(classes: raw.classes, survey: survey, remarks: raw.remarks).lines
        } else {
            lines += raw.remarks.map { ("note", $0) }
        }
        if let note = entry.note { lines.append(("note", note)) }
        lines += [("split", entry.split.text), ("licence", entry.licence)]
        for (word, text) in lines { print("  " + word.padding(toLength: 12, withPad: " ", startingAt: 0) + text) }
        return isReadable
    }
}
