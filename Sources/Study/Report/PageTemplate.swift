import Foundation
import Storage

/// The files of Paper/templates that become one page. They hold no values: these are in the embedded data.
public struct PageTemplate: Sendable {
    /// What report.html has in the places of the other parts, each once.
    public enum Slot: String, CaseIterable, Sendable {
        case title = "{{title}}"
        case style = "{{style}}"
        case data = "{{data}}"
        case script = "{{script}}"
    }

    private let page: String
    private let style: String
    private let script: String
    /// By file name.
    public let digests: [(name: String, digest: String)]

    /// Reads report.html, report.css and report.js.
    ///
    /// - Parameter folder: usually Paper/templates.
    /// - Throws: `Failure` that names the file that cannot be read, a place that is missing or there twice, and a
    ///   style or script that would end its own element.
    public init(folder: String) throws {
        func read(_ name: String) throws -> String {
            let path = Path.join(folder, name)
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Failure("cannot read the template", at: path)
            }
            return text
        }
        (page, style, script) = (try read("report.html"), try read("report.css"), try read("report.js"))
        for slot in Slot.allCases where page.components(separatedBy: slot.rawValue).count != 2 {
            throw Failure("must hold \(slot.rawValue) once", at: Path.join(folder, "report.html"))
        }
        for (name, text, end) in [("report.css", style, "</style"), ("report.js", script, "</script")]
        where text.range(of: end, options: .caseInsensitive) != nil {
            throw Failure("holds \(end), which would end its element", at: Path.join(folder, name))
        }
        digests = try [("report.html", page), ("report.css", style), ("report.js", script)].map { name, text in
            (name, try Digest.of(text))
        }
    }

    /// The whole page.
    ///
    /// - Parameters:
    ///   - title: plain text.
    ///   - data: from `EmbeddedJSON`.
    public func fill(title: String, data: String) -> String {
        TemplateSlots<Slot>.fill(page) { slot in
            switch slot {
            case .title: Self.escaped(title)
            case .style: style
            case .data: data
            case .script: script
            }
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
