import Foundation
import Storage

/// A figure's files: the images, and the data that they show.
public struct FigureFiles: Sendable {
    /// The files' path without its ending.
    public let stem: String
    /// The path of the gnuplot script. Its arguments are terminal, output, data, title and heading.
    public let script: String
    public let title: String
    /// Says which profile the numbers belong to.
    public let heading: String

    public init(stem: String, script: String, title: String, heading: String) {
        self.stem = stem
        self.script = script
        self.title = title
        self.heading = heading
    }

    /// The file of the data, which records the inputs.
    public var data: String { stem + ".csv" }
    public var images: [String] { Self.terminals.map { "\(stem).\($0.ending)" } }

    /// The endings of the images with gnuplot's terminals.
    private static let terminals = [(ending: "svg", terminal: "svg"), (ending: "png", terminal: "pngcairo")]
    /// What the scripts have in common.
    private static let style = "style.gp"

    /// The inputs of the data, and those of the drawing: the scripts' digests.
    public func withScripts(_ inputs: Inputs) throws -> Inputs {
        var inputs = inputs
        inputs["title"] = title
        inputs["script \(Path.name(of: script))"] = try Digest.ofFile(script)
        inputs["script \(Self.style)"] = try Digest.ofFile(Path.join(Path.folder(of: script), Self.style))
        return inputs
    }

    /// Draws the images from the table and keeps the table beside them.
    ///
    /// No file comes into its place before all have been made: a failure leaves the old ones. The data
    /// come last, so that what they record is true of the images too.
    public func write(_ table: CSVTable, with gnuplot: Gnuplot) throws {
        try AtomicFile.write(to: data) { temporary in
            try Self.write(table.text, to: temporary)
            try draw(Self.terminals[...], from: temporary, with: gnuplot)
        }
    }

    /// Each image is drawn inside the writing of the one before it.
    private func draw(
        _ terminals: ArraySlice<(ending: String, terminal: String)>, from data: String, with gnuplot: Gnuplot
    ) throws {
        guard let (ending, terminal) = terminals.first else { return }
        try AtomicFile.write(to: "\(stem).\(ending)") { output in
            try gnuplot.run(script, arguments: [terminal, output, data, title, heading])
            try draw(terminals.dropFirst(), from: data, with: gnuplot)
        }
    }

    private static func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        } catch {
            throw Failure("cannot write the figure's data: \(error.localizedDescription)", at: path)
        }
    }
}
