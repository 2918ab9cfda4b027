import ArgumentParser
import Storage

/// How a command that makes files behaves.
public struct MakingOptions: ParsableArguments {
    @Flag(help: "Make nothing; say for each file why it would be made again.")
    public var why = false

    @Flag(help: "Print nothing but errors.")
    public var quiet = false

    public init() {}

    /// Makes the files unless they are up to date.
    ///
    /// - Parameters:
    ///   - touching: whether files that are up to date get the present time, so that a build tool that
    ///     goes by times rests.
    ///   - make: called where a file is missing or was made from other inputs.
    /// - Returns: whether the files are there now; false after `--why`.
    @discardableResult
    public func bring(_ outputs: Outputs, touching: Bool = true, _ make: () throws -> Void) throws -> Bool {
        if why {
            print(outputs.explanation)
            return false
        }
        if !outputs.reasons.isEmpty {
            try make()
        } else if touching {
            try outputs.touch()
        }
        return true
    }
}
