import ArgumentParser
import Foundation

/// The memory that a program may use.
public struct MemoryOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            The most memory to use; 0 takes four fifths of the machine's. What does not fit is computed again when it \
            is needed, with the same results in more time.
            """, valueName: "GiB"))
    public var memory = 0.0

    public init() {}

    public func validate() throws {
        guard (0...1_048_576).contains(memory) else { throw ValidationError("'--memory' must be GiB, 0 or more.") }
    }

    public var bytes: Int {
        memory > 0 ? Int(memory * 0x1p30) : Int(Double(ProcessInfo.processInfo.physicalMemory) * 0.8)
    }
}
