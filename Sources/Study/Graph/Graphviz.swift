import Foundation
import Storage

/// The program `dot` of Graphviz.
public struct Graphviz: Sendable {
    public let executable: String

    /// Looks for it in a search path, by default the environment's; nil where it is not installed.
    public init?(in searchPath: String? = ProcessInfo.processInfo.environment["PATH"]) {
        let paths = (searchPath ?? "").split(separator: ":").map { Path.join(String($0), "dot") }
        guard let path = paths.first(where: { !Path.isFolder($0) && access($0, X_OK) == 0 }) else { return nil }
        executable = path
    }

    /// Draws a graph as SVG.
    ///
    /// - Throws: `Failure` with what dot said, where it fails.
    public func draw(_ graph: String, to path: String) throws {
        try AtomicFile.write(to: path) { temporary in
            let process = Process()
            process.executableURL = URL(fileURLWithPath: executable)
            process.arguments = ["-Tsvg", "-o", temporary, graph]
            process.environment = ["LC_ALL": "C.UTF-8", "PATH": ProcessInfo.processInfo.environment["PATH"] ?? ""]
            let errors = Pipe()
            process.standardInput = FileHandle.nullDevice
            process.standardError = errors
            do {
                try process.run()
            } catch {
                throw Failure("cannot start dot: \(error.localizedDescription)", at: executable)
            }
            let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            guard process.terminationStatus == 0, Path.exists(temporary) else {
                throw Failure("dot failed (exit code \(process.terminationStatus)):\n\(said)", at: graph)
            }
        }
    }
}
