import Foundation
import Storage

/// Paper/templates/paper.tex, whose slots become a document.
public struct PaperTemplate: Sendable {
    /// What the template holds, each at least once.
    enum Slot: String, CaseIterable {
        /// Which profile, and what its numbers are.
        case heading = "{{heading}}"
        /// How much has been run.
        case extent = "{{extent}}"
        case tables = "{{tables}}"
        case figures = "{{figures}}"
        case claims = "{{claims}}"
        /// From what, by what and where it was made.
        case provenance = "{{provenance}}"
    }

    private let text: String
    /// SHA-256 of the file.
    let digest: String

    /// - Parameter path: usually Paper/templates/paper.tex.
    /// - Throws: `Failure` where it cannot be read or lacks a slot.
    public init(path: String) throws {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("cannot read the template", at: path)
        }
        for slot in Slot.allCases where !text.contains(slot.rawValue) {
            throw Failure("must hold \(slot.rawValue)", at: path)
        }
        (self.text, digest) = (text, try Digest.of(text))
    }

    func fill(_ content: (Slot) -> String) -> String { TemplateSlots<Slot>.fill(text, content) }
}
