import Foundation
import Storage

/// The programs that commands start.
enum ToolFacts {
    static var lines: [DoctorLine] {
        [
            needed("swift", ["--version"], advice: "https://www.swift.org/install/linux/ has it."),
            needed("make", ["--version"], advice: "apt-get install make"),
            needed("gnuplot", ["--version"], advice: "Figures are drawn with it: make deps."),
            optional("git", ["--version"], for: "results record the commit", advice: "apt-get install git"),
            optional("dot", ["-V"], for: "make graph draws with it", advice: "apt-get install graphviz"),
            optional(
                "pdflatex", ["--version"], for: "make paper makes a PDF",
                advice: "apt-get install texlive-latex-extra"),
            optional(
                "chromium", ["--version"], for: "make check-report uses the page",
                advice: "apt-get install chromium"),
        ]
    }

    private static func needed(_ name: String, _ arguments: [String], advice: String) -> DoctorLine {
        guard let version = version(name, arguments) else {
            return DoctorLine(name, .missing, "is not on the PATH", advice: advice)
        }
        return DoctorLine(name, .fine, version)
    }

    private static func optional(
        _ name: String, _ arguments: [String], for use: String, advice: String
    ) -> DoctorLine {
        guard let version = version(name, arguments) else {
            return DoctorLine(name, .warning, "is not installed; \(use)", advice: advice)
        }
        return DoctorLine(name, .fine, version)
    }

    /// The first line that the program says of itself; nil where it is not there or does not start.
    private static func version(_ name: String, _ arguments: [String]) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        let paths = folders.map { Path.join($0, name) }
        guard let path = paths.first(where: { access($0, X_OK) == 0 && !Path.isFolder($0) }) else { return nil }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        guard (try? process.run()) != nil else { return nil }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { return nil }
        // Remarks and warnings may come first.
        return text.split(separator: "\n").first { $0.contains(/[0-9]\.[0-9]/) }.map(String.init) ?? path
    }
}
