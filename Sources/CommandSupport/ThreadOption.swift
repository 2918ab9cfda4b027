import ArgumentParser
import Numerics

/// The size of the thread team.
public struct ThreadOption: ParsableArguments {
    @Option(help: "Threads; 0 takes all processors.")
    public var threads = 0

    public init() {}

    public func validate() throws {
        guard (0...1024).contains(threads) else { throw ValidationError("'--threads' must be from 0 to 1024.") }
    }

    public func apply() { if threads > 0 { ThreadTeam.setSize(threads) } }
}
