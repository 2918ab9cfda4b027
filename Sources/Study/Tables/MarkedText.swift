/// A line of text with parts set apart, as it stands in a table's cell.
public struct MarkedText: Equatable, Sendable, ExpressibleByStringLiteral {
    /// How a part is set: the places of a ranking.
    public enum Mark: Int, Sendable {
        /// Bold.
        case first = 1
        /// Underlined.
        case second
        /// Italic.
        case third
    }

    private struct Part: Equatable, Sendable {
        let text: String
        let mark: Mark?
    }

    private var parts: [Part]

    public init(_ text: String, mark: Mark? = nil) { parts = [Part(text: text, mark: mark)] }

    public init(stringLiteral value: String) { self.init(value) }

    public static func + (left: MarkedText, right: MarkedText) -> MarkedText {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    /// Without marks.
    public var plain: String { parts.map(\.text).joined() }

    public var markdown: String {
        parts.map { part in
            switch part.mark {
            case nil: part.text
            case .first: "**\(part.text)**"
            case .second: "<u>\(part.text)</u>"
            case .third: "*\(part.text)*"
            }
        }.joined()
    }

    public var latex: String {
        parts.map { part in
            let text = LaTeX.escape(part.text)
            switch part.mark {
            case nil: return text
            case .first: return "\\textbf{\(text)}"
            case .second: return "\\underline{\(text)}"
            case .third: return "\\textit{\(text)}"
            }
        }.joined()
    }
}
