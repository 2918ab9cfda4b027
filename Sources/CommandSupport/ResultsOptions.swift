import ArgumentParser
import Storage
import Study

/// Where results are read from.
public struct ResultsOptions: ParsableArguments {
    @Option(help: "The profile's folder name: paper, sample, or one with trial values, such as paper+batch32.")
    public var profile: ProfileName

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    public var results = "Results"

    @Option(help: ArgumentHelp("The folder of the paper's numbers.", valueName: "folder"))
    public var published = "Paper/published"

    public init() {}

    public var folder: ResultsFolder { ResultsFolder(root: results, profile: profile) }

    public func readPublished() throws -> PublishedResults { try PublishedResults(folder: published) }
}
