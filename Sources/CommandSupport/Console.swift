import Foundation

/// Standard output, line by line: what was written is there for whoever reads along.
public enum Console {
    public static func print(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
