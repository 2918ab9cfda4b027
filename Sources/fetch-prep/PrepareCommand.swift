import ArgumentParser
import CommandSupport
import Datasets
import Storage
import Study

struct PrepareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prepare",
        abstract: "Checks and decodes a raw data set and writes it as one HDF5 file.",
        discussion: """
            Archives are unpacked beside the prepared data where the data set's folder holds no unpacked files. \
            Nothing is done where the output was made from the same raw files with the same split.

            A folder of own images holds train/ and test/, or only folders of classes, which then are divided 80 to \
            20. Files that cannot be read are named and left out.

            Examples:
              fetch-prep prepare --profile paper --dataset neu
              fetch-prep prepare --profile sample --dataset all
              fetch-prep prepare --profile paper --dataset neu --raw /data --why
              fetch-prep prepare --profile paper --dataset ~/photos/mushrooms
            """)

    @Option(help: "The profile: paper or sample, or one of them with trial values, such as paper+batch32.")
    var profile: Profile

    @Option(
        help: ArgumentHelp(
            "The data set's id (several with commas; `all` of the catalogue), or a folder of own images.",
            valueName: "ids or folder"))
    var dataset: String

    @Option(
        help: ArgumentHelp(
            "The folder of raw files, which holds a folder for each data set (default: Data/raw or Data/sample/raw).",
            valueName: "folder"))
    var raw: String?

    @Option(help: ArgumentHelp("The file to write (default: Data/prepared/<profile>/<dataset>.h5).", valueName: "file"))
    var output: String?

    @Flag(help: "Leave a prepared file alone whose raw files are not there any more.")
    var keep = false

    @OptionGroup var catalogue: CatalogueOption

    @OptionGroup var team: ThreadOption

    @OptionGroup var making: MakingOptions

    func validate() throws {
        let isOne = dataset != "all" && (!dataset.contains(",") || Path.exists(dataset))
        guard isOne || output == nil else {
            throw ValidationError("'--output' names one file, and '--dataset \(dataset)' makes several.")
        }
    }

    func run() throws {
        team.apply()
        var ids = dataset.split(separator: ",").map(String.init)
        if dataset == "all" { ids = try profile.catalogue(in: catalogue.data).ids }
        guard ids.count > 1, !Path.exists(dataset) else { return try prepare(dataset) }
        var missing: [String] = []
        for id in ids {
            do {
                try prepare(id)
            } catch let failure as Failure {
                missing.append(id)
                Console.note("\(failure)")
            }
        }
        guard missing.isEmpty else {
            throw Failure("\(missing.count) of \(ids.count) could not be prepared", at: missing.joined(separator: ", "))
        }
    }

    private func prepare(_ dataset: String) throws {
        // Own images that were prepared before go by their id.
        if keep, dataset.hasPrefix(DatasetID.ownPrefix), let output, Path.exists(output) { return }
        let source = try DatasetSource(dataset, profile: profile, raw: raw, folders: catalogue)
        let path = output ?? Path.join(catalogue.data, "prepared", profile.description, "\(source.id).h5")
        if keep, Path.exists(path), !Path.exists(source.folder) { return }
        let (entry, whole) = try source.open(quiet: making.quiet)
        let inputs = PreparedFile.inputs(id: source.id, entry: entry, raw: whole)
        // An unchanged time says that what depends on the file need not be looked at.
        try making.bring(Outputs(recorder: path, inputs: inputs), touching: false) {
            var found: ImageSurvey?
            var usable = whole
            if source.isOwn {
                let progress = Progress("looking at \(source.id)", quiet: making.quiet)
                let survey = try ImageSurvey(of: whole, decoding: true, progress: progress.update)
                usable = try whole.leavingOut(survey.unreadable)
                for part in DatasetPart.allCases where usable.count(of: part) == 0 {
                    throw Failure(
                        "has no image for \(part == .train ? "training" : "testing") that can be read",
                        at: source.folder, advice: "fetch-prep check --dataset \(dataset) names those that cannot.")
                }
                let lost = survey.classesWithout(.train).map { whole.classes[$0] }
                if let first = lost.first {
                    throw Failure(
                        "has no training image that can be read of the class \(first)"
                            + (lost.count > 1 ? " and of \(lost.count - 1) more" : ""),
                        at: source.folder,
                        advice: """
                            Without one the class cannot be learned: mend its images, or move its folder away. \
                            fetch-prep check --dataset \(dataset) names those that cannot be read.
                            """)
                }
                found = survey
            }
            let progress = Progress("preparing \(source.id)", quiet: making.quiet)
            try Sums.sealing([Path.name(of: path)], in: Path.folder(of: path)) {
                try PreparedFile.write(
                    to: path, id: source.id, entry: entry, raw: usable, inputs: inputs,
                    provenance: Provenance(program: "fetch-prep"), progress: progress.update)
            }
            if !making.quiet { try report(path, whole, survey: found) }
        }
    }

    private func report(_ path: String, _ raw: any RawDataset, survey: ImageSurvey?) throws {
        let prepared = try PreparedDataset(path: path)
        print(
            "\(path): \(grouped(prepared.train.count)) training and \(grouped(prepared.test.count)) test images, "
                + "\(prepared.classes.count) classes")
        if let survey {
            print(DatasetReport(classes: raw.classes, survey: survey, remarks: raw.remarks).text)
        } else {
            for line in raw.remarks + prepared.duplicates.report() { print("  \(line)") }
        }
    }
}
