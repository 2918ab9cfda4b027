import Foundation

/// Who made a file, with what and where: the part of a result's history that is no input.
public struct Provenance: Sendable {
    public private(set) var entries: [(key: String, value: String)]

    /// The facts of this process and machine.
    ///
    /// - Parameter program: the program's name, as in `train`.
    public init(program: String, extra: [(key: String, value: String)] = []) {
        entries =
            [
                ("program", "\(program) \(Version.current)"),
                ("commit", Self.commit),
                ("host", ProcessInfo.processInfo.hostName),
                ("system", Self.system),
                ("processor", Self.processor),
            ] + extra
    }

    /// The lines of a CSV comment block.
    public var comments: [(key: String, value: String)] { entries }

    /// One `key = value` a line, for an HDF5 attribute.
    public var text: String { entries.map { "\($0.key) = \($0.value)" }.joined(separator: "\n") }

    /// The commit of the working tree, followed by `+changes` where tracked files differ from it.
    public static let commit: String = {
        guard let commit = git("rev-parse", "HEAD") else { return "unknown" }
        let changed = git("status", "--porcelain", "--untracked-files=no").map { !$0.isEmpty } ?? true
        return commit + (changed ? "+changes" : "")
    }()

    private static let system: String = {
        var names = utsname()
        guard uname(&names) == 0 else { return "unknown" }
        let release = withUnsafeBytes(of: names.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return "Linux \(release)"
    }()

    private static let processor: String = {
        let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
        return "\(name), \(ProcessInfo.processInfo.activeProcessorCount) cores"
    }()

    private static func git(_ arguments: String...) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? text.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }
}
