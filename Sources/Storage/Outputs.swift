import Foundation

/// A group of output files that are made together, and whether they are what their inputs would give
/// now. Content decides, not time: a file whose recorded inputs are equal is left as it is.
public struct Outputs {
    /// The file that records the inputs; it is written last, so that it vouches for the others.
    public let recorder: String
    /// All files, the recorder among them.
    public let files: [String]
    public let inputs: Inputs

    /// - Parameter others: the files that are made along with `recorder`.
    public init(recorder: String, others: [String] = [], inputs: Inputs) {
        self.recorder = recorder
        files = others + [recorder]
        self.inputs = inputs
    }

    /// Why the files would be made again, a sentence a reason; empty where they are up to date.
    public var reasons: [String] {
        let missing = files.filter { !Path.exists($0) }
        if missing.contains(recorder) { return ["it has not been made yet"] }
        guard let recorded = Inputs.recorded(in: recorder) else { return ["it records no inputs"] }
        return missing.map { "\(Path.name(of: $0)) is missing" } + inputs.reasons(against: recorded)
    }

    /// The answer to `--why`: a line a file.
    public var explanation: String {
        let reasons = reasons
        let answer = reasons.isEmpty ? "up to date" : reasons.joined(separator: "; ")
        return files.map { "\($0): \(answer)" }.joined(separator: "\n")
    }

    /// Gives the files the present time, so that a build tool that goes by times rests.
    public func touch() throws {
        for file in files where utimes(file, nil) != 0 {
            throw Failure.system("cannot set the modification time", at: file, errno: errno)
        }
    }
}
