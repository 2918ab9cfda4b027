import ArgumentParser
import CommandSupport
import Datasets
import Download
import Storage

struct FetchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Downloads the official files of data sets.",
        discussion: """
            Downloads what the catalogue names and is not there, several files at once, by https. A file gets its \
            name only after its size and digest were compared with the published ones. An interrupted download goes \
            on where it was; where a server fails, the next mirror is asked. For what needs a login, or has no \
            address, the steps are printed, and the exit code is 1. Files that are there are never replaced; archives \
            whose unpacked folder is there are not fetched, either.

            Examples:
              fetch-prep fetch cifar100
              fetch-prep fetch flowers102 dtd --raw /data
              fetch-prep fetch all --parallel 4
              fetch-prep fetch all --verify
              fetch-prep fetch --list
            """)

    @Argument(help: ArgumentHelp("Data sets' ids, or all.", valueName: "data set"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("The folder of raw files (default: Data/raw or Data/sample/raw).", valueName: "folder"))
    var raw: String?

    @Option(
        help: ArgumentHelp(
            "Download from this copy of a folder of raw files instead: <address>/<data set>/<file> (https).",
            valueName: "address"))
    var mirror: String?

    @Option(help: ArgumentHelp("How many files to download at once, 1 to 16.", valueName: "number"))
    var parallel = 3

    @Flag(help: "Compare the digests of files that are there, too, and not their sizes only.")
    var verify = false

    @Flag(help: "List the files, with what is known of them, and whether they are here.")
    var list = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    @Option(help: "The profile, paper or sample, which tells the catalogue.")
    var profile = Profile.paper

    @OptionGroup var catalogue: CatalogueOption

    func validate() throws {
        guard list || !ids.isEmpty else { throw ValidationError("Which data set? all, or ids; --list shows them.") }
        guard (1...16).contains(parallel) else { throw ValidationError("'--parallel' is a number from 1 to 16.") }
    }

    func run() throws {
        let catalogue = try profile.catalogue(in: self.catalogue.data)
        let isAll = self.ids.isEmpty || self.ids.contains("all")
        let ids = isAll ? catalogue.ids : self.ids.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        let raw = raw ?? profile.raw(in: self.catalogue.data)
        let plan = try FetchPlan(
            ids.map { ($0, try catalogue.require($0)) }, raw: raw, work: self.catalogue.work(profile),
            mirror: mirror)
        if list { return print(FetchList.text(plan)) }

        let report = FetchReport(quiet: quiet)
        var missing: [FetchFile] = []
        for file in plan.files {
            if Path.exists(file.path) {
                report.isThere(file, verified: verify)
            } else if let folder = file.standIn {
                report.isUnpacked(file, in: folder)
            } else {
                missing.append(file)
            }
        }
        fetch(missing, report)
        for set in plan.byHand { report.byHand(set) }
        if !report.isComplete { throw ExitCode.failure }
    }

    private func fetch(_ files: [FetchFile], _ report: FetchReport) {
        do {
            try DiskSpace.require(for: files.map(\.download))
        } catch {
            return report.error(error)
        }
        let progress = FetchProgress(files, quiet: quiet)
        DownloadQueue.run(files.map(\.download), workers: parallel) { number, event in
            progress.show(number, event)
            switch event {
            case .finished(let digest): report.isFetched(files[number], sha256: digest)
            case .failed(let failure): report.error(failure)
            case .progress, .notice: break
            }
        }
    }
}
