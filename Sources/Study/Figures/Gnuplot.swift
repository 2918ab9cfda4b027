import Foundation
import Storage

/// The gnuplot program.
///
/// Text reaches a script only as an argument or from the data file: gnuplot takes both as values and
/// never as commands.
public struct Gnuplot: Sendable {
    /// The program's path.
    public let executable: String

    public init(executable: String) { self.executable = executable }

    /// Looks for gnuplot in a search path, by default the environment's.
    ///
    /// - Throws: `Failure` with what to install where it is not there.
    public static func find(in searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) throws -> Gnuplot {
        for folder in (searchPath ?? "").split(separator: ":") {
            let path = Path.join(String(folder), "gnuplot")
            if !Path.isFolder(path) && access(path, X_OK) == 0 { return Gnuplot(executable: path) }
        }
        throw Failure(
            "gnuplot is not installed, and the figures are drawn with it",
            advice: "Run `make deps`, which installs it (Debian: gnuplot-nox).")
    }

    /// As in `gnuplot 5.4 patchlevel 4`.
    public func version() throws -> String {
        try start(["--version"], environment: [:]).output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Runs a script; its folder is where it finds what it loads.
    ///
    /// - Parameter arguments: ARG1, ARG2, … of the script. ARG2 is the file that it must write.
    /// - Throws: `Failure` with what gnuplot said, where it fails or writes nothing.
    public func run(_ script: String, arguments: [String]) throws {
        // -d leaves out the user's own settings: equal data give equal bytes on every account.
        let result = try start(
            ["-d", "-c", script] + arguments,
            environment: ["GNUPLOT_LIB": Path.folder(of: script), "LC_ALL": "C.UTF-8"])
        guard result.status == 0 else {
            throw Failure("gnuplot failed (exit code \(result.status)):\n\(result.errors)", at: script)
        }
        guard arguments.count > 1, let image = FileManager.default.contents(atPath: arguments[1]), !image.isEmpty else {
            throw Failure("gnuplot wrote no image. It said:\n\(result.errors)", at: script)
        }
        if !result.errors.isEmpty { FileHandle.standardError.write(Data("\(script): \(result.errors)\n".utf8)) }
    }

    private func start(
        _ arguments: [String], environment: [String: String]
    ) throws -> (status: Int32, output: String, errors: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        let inherited = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("GNUPLOT") && $0.key != "GNUTERM"
        }
        process.environment = inherited.merging(environment) { _, new in new }
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw Failure("cannot start gnuplot: \(error.localizedDescription)", at: executable)
        }
        // gnuplot says a few lines at most, so that one pipe after the other cannot block it.
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaints = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, said, complaints.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
