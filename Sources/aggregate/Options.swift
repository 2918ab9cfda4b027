import ArgumentParser
import Storage
import Study

extension BackboneID: ExpressibleByArgument {}
extension DatasetID: ExpressibleByArgument {}
extension Percent: ExpressibleByArgument {}
extension ProfileName: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

/// Where results are read from.
struct ResultsOptions: ParsableArguments {
    @Option(help: "The profile's folder name: paper, sample, or one with trial values, such as paper+batch32.")
    var profile: ProfileName

    @Option(help: ArgumentHelp("The folder of results.", valueName: "folder"))
    var results = "Results"

    @Option(help: ArgumentHelp("The folder of the paper's numbers.", valueName: "folder"))
    var published = "Paper/published"

    var folder: ResultsFolder { ResultsFolder(root: results, profile: profile) }

    func readPublished() throws -> PublishedResults { try PublishedResults(folder: published) }
}

/// How a command that makes files behaves.
struct MakingOptions: ParsableArguments {
    @Flag(help: "Make nothing; say for each file why it would be made again.")
    var why = false

    @Flag(help: "Print nothing but errors.")
    var quiet = false

    /// Makes the files unless they are up to date.
    ///
    /// - Parameter make: gets the comment block of provenance.
    /// - Returns: whether the files are there now; false after `--why`.
    func bring(_ outputs: Outputs, _ make: (_ comments: [(key: String, value: String)]) throws -> Void) throws -> Bool {
        if why {
            print(outputs.explanation)
            return false
        }
        if outputs.reasons.isEmpty {
            try outputs.touch()
        } else {
            try make(Provenance(program: "aggregate").comments)
        }
        return true
    }
}
