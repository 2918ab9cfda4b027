import Foundation
import Storage

/// JSON that stands inside a script element of a page.
public enum EmbeddedJSON {
    /// The value with sorted keys: equal values give equal text. `<`, `>` and `&` are written as escapes, so that
    /// nothing in it can end the element or begin a comment (HTML, 4.12.1.3), and so are the two line separators.
    ///
    /// - Throws: `Failure` for a number that is not finite.
    public static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data: Data
        do {
            data = try encoder.encode(value)
        } catch {
            throw Failure("cannot write the report's data as JSON: \(error)")
        }
        // Outside strings JSON has none of these characters.
        return String(decoding: data, as: UTF8.self)
            .replacing("<", with: "\\u003c").replacing(">", with: "\\u003e").replacing("&", with: "\\u0026")
            .replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
    }
}
