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
    /// - Parameter make: called where a file is missing or was made from other inputs.
    /// - Returns: whether the files are there now; false after `--why`.
    @discardableResult
    public func bring(_ outputs: Outputs, _ make: () throws -> Void) throws -> Bool {
        if why {
            print(outputs.explanation)
            return false
        }
        if outputs.reasons.isEmpty { try outputs.touch() } else { try make() }
        return true
    }
}
