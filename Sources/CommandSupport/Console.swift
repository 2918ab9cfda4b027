import Foundation

/// The standard streams, line by line: what was written is there for whoever reads along.
public enum Console {
    public static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// A line on standard error, beside the results.
    public static func note(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
