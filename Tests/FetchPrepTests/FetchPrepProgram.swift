import Foundation
import Storage
import Testing

/// fetch-prep, run as its users run it, with a folder for its files.
final class FetchPrepProgram {
    struct Result {
        let code: Int32
        let output: String
        let errors: String
    }

    static let root = (0..<3).reduce(#filePath) { path, _ in Path.folder(of: path) }
    let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "fetch-prep-" + UUID().uuidString
        try AtomicFile.makeFolder(folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func file(_ name: String) -> String { Path.join(folder, name) }

    /// Runs the program, which is built beside the tests' own executable, in the package's root.
    func run(_ arguments: String...) throws -> Result { try run(arguments) }

    /// Runs it in the test's folder.
    func runElsewhere(_ arguments: String...) throws -> Result { try run(arguments, in: folder) }

    func run(_ arguments: [String], in place: String = root) throws -> Result {
        let path = Path.join(Path.folder(of: CommandLine.arguments.first ?? ""), "fetch-prep")
        try #require(Path.exists(path), "the program is not built beside the tests: \(path)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: place)
        process.standardInput = FileHandle.nullDevice
        // Files instead of pipes, so that neither stream can fill up while the other is read.
        let streams = ["output", "errors"].map { file(".\($0)-\(UUID().uuidString)") }
        let handles = try streams.map { name in
            try AtomicFile.write("", to: name)
            return try FileHandle(forWritingTo: URL(fileURLWithPath: name))
        }
        process.standardOutput = handles[0]
        process.standardError = handles[1]
        try process.run()
        process.waitUntilExit()
        let texts = try streams.map { try String(contentsOfFile: $0, encoding: .utf8) }
        return Result(code: process.terminationStatus, output: texts[0], errors: texts[1])
    }
}
