import ArgumentParser
import Storage
import Study

/// Which profile, and where its results lie.
public struct ProfileOptions: ParsableArguments {
    @Option(help: "The profile's folder name: paper, sample, or one with trial values, such as paper+batch32.")
    public var profile: ProfileName

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    public var results = "Results"

    public init() {}

    public var folder: ResultsFolder { ResultsFolder(root: results, profile: profile) }
}

/// Where the paper's numbers lie.
public struct PublishedOption: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the paper's numbers.", valueName: "folder"))
    public var published = "Paper/published"

    public init() {}

    public func read() throws -> PublishedResults { try PublishedResults(folder: published) }
}

/// Which cell of the study.
public struct CellOptions: ParsableArguments {
    @Option(help: "The data set's id.")
    public var dataset: DatasetID

    @Option(help: "The share of the training images, in percent.")
    public var percent: Percent = .all

    @Option(help: "The backbone's id.")
    public var backbone: BackboneID

    public init() {}

    public var id: CellID { CellID(backbone: backbone, dataset: dataset, percent: percent) }
}

/// Which run of the cell.
public struct RunOption: ParsableArguments {
    @Option(help: "The run, counted from 1.")
    public var run = 1

    public init() {}

    public func validate() throws {
        guard run >= 1 else { throw ValidationError("'--run' must be at least 1.") }
    }
}

/// The prepared data of a cell.
public struct PreparedOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The prepared file (default: Data/prepared/<profile>/<dataset>.h5, where an own profile uses those of the one it inherits from).",
            valueName: "file"))
    public var prepared: String?

    public init() {}

    /// - Throws: `Failure` with the command that prepares the data set, where the file is missing.
    public func path(profile: ProfileName, dataset: DatasetID) throws -> String {
        let path = prepared ?? Path.join(ProfileRoot.preparedFolder(of: profile), "\(dataset.rawValue).h5")
        guard Path.exists(path) else {
            throw Failure(
                "the data set \(dataset.rawValue) is not prepared", at: path,
                advice: "Run: make prepare PROFILE=\(profile.base) DATASET=\(dataset.rawValue)")
        }
        return path
    }
}
