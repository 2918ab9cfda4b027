import ArgumentParser
import Study

/// Where the study's grid is written.
public struct GridOption: ParsableArguments {
    @Option(name: .customLong("grid"), help: ArgumentHelp("The file with the study's grid.", valueName: "file"))
    public var path = "Data/grid.mk"

    public init() {}

    public func read() throws -> StudyGrid { try StudyGrid(path: path) }
}
