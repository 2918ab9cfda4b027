import Foundation
import Storage

/// The name of an archive's entry as a relative path that stays inside the folder it is unpacked to.
package struct ArchiveName {
    /// The folders on the way and the last name; empty for the archive's own top folder.
    package let components: [String]

    /// The file that says what a folder was unpacked from; no entry may have its place.
    static let marker = ".unpacked"
    private static let longestPath = 1024
    private static let longestComponent = 255
    private static let deepest = 64

    /// - Throws: `Refusal`: absolute names, `..`, control characters, backslashes, names that are too long.
    package init(_ bytes: [UInt8]) throws(Refusal) {
        guard !bytes.isEmpty else { throw Refusal(reason: "has no name") }
        guard bytes.count <= Self.longestPath else {
            throw Refusal(reason: "has a name of more than \(grouped(Self.longestPath)) bytes")
        }
        guard bytes[0] != UInt8(ascii: "/") else { throw Refusal(reason: "has an absolute path") }
        guard !bytes.contains(UInt8(ascii: "\\")) else { throw Refusal(reason: "has a backslash in its name") }
        let text = Self.text(bytes)
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw Refusal(reason: "has a control character in its name")
        }
        // By bytes, as the file system does: a mark that combines with the slash before it hides the slash from text.
        components = text.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }.filter { $0 != "." }
        guard !components.contains("..") else { throw Refusal(reason: "leads out of the folder by '..'") }
        guard components.count <= Self.deepest else {
            throw Refusal(reason: "lies more than \(Self.deepest) folders deep")
        }
        guard components.allSatisfy({ $0.utf8.count <= Self.longestComponent }) else {
            throw Refusal(reason: "has a name of more than \(Self.longestComponent) bytes")
        }
        guard components.first?.lowercased() != Self.marker else {
            throw Refusal(reason: "has the name that is kept for this program's own note")
        }
    }

    /// What macOS and Windows leave in archives beside the data.
    var isJunk: Bool {
        guard let last = components.last else { return false }
        return components.contains("__MACOSX") || last.hasPrefix("._") || last == ".DS_Store"
            || ["thumbs.db", "desktop.ini"].contains(last.lowercased())
    }

    /// Why an entry is not unpacked, worded to follow its name.
    package struct Refusal: Error { let reason: String }

    /// The name as text. One that is not UTF-8, as old archives have them, keeps its letters and gets `%B5` for
    /// other bytes, so that no two names become one.
    private static func text(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        return bytes.map { byte in
            byte < 0x80 && byte != UInt8(ascii: "%")
                ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
