import Foundation
import Storage

/// The tables and figures that a document shows, found in a profile's folder of Paper.
public struct DocumentParts: Sendable {
    struct Table: Sendable {
        /// Below the folder, as the document names it.
        let name: String
        /// Whether it gets a page across.
        let isWide: Bool
        /// SHA-256 of the file without comments, which say where it was made and not what it shows.
        let digest: String
    }

    struct Figure: Sendable {
        let name: String
        let title: String
        let digest: String
    }

    let tables: [Table]
    let figures: [Figure]

    /// A larger image is refused: no figure of this project comes near.
    private static let limit = 16 << 20

    /// - Parameter folder: Paper/<profile>, with tables/table<1-9>.tex and figures/*.png.
    /// - Throws: `Failure` that names the table that is missing, with the command that makes it.
    public init(folder: String, profile: ProfileName) throws {
        tables = try (1...9).map { number in
            let name = "tables/table\(number).tex"
            let path = Path.join(folder, name)
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Failure(
                    "the table has not been made", at: path,
                    advice: "Run: make tables \(profile.makeVariables ?? "PROFILE=\(profile.base)")")
            }
            let lines = text.split(separator: "\n").filter { !$0.hasPrefix("%") }.joined(separator: "\n")
            return Table(name: name, isWide: Self.columns(lines) > 5, digest: try Digest.of(lines))
        }
        let images = Path.join(folder, "figures")
        let names = Path.isFolder(images) ? try Path.files(below: images) : []
        // Curves of single runs are no figures of the study; and LaTeX reads other names in its own way.
        figures = try names.filter { $0.hasSuffix(".png") && !$0.hasPrefix("curves") && Self.isPlain($0) }.map { name in
            let path = Path.join(images, name)
            let title = Inputs.recorded(in: path.dropLast(4) + ".csv")?["title"]
            return Figure(
                name: "figures/" + name, title: title ?? name,
                digest: try Digest.of(Data(FileBytes.read(path, limit: Self.limit))))
        }
    }

    /// How many columns the first `tabular` of a file has. Five of three numbers each fill a page's width.
    private static func columns(_ latex: String) -> Int {
        let begin = "\\begin{tabular}{"
        guard let start = latex.range(of: begin) else { return 0 }
        return latex[start.upperBound...].prefix { $0 != "}" }.count { "lcr".contains($0) }
    }

    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }

    /// As inputs of the document.
    var inputs: [(name: String, value: String)] {
        tables.map { ("table \(Path.name(of: $0.name))", $0.digest) }
            + figures.flatMap { figure in
                [("figure \(Path.name(of: figure.name))", figure.digest), ("title \(figure.name)", figure.title)]
            }
    }
}
