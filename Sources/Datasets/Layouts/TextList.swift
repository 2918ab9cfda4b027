import Foundation
import Storage

/// A list that comes with a data set: UTF-8 text, a record a line. Empty lines are left out.
struct TextList {
    struct Line {
        let place: ListPlace
        /// Without spaces at either end.
        let text: Substring

        /// Exactly `count` fields between separators; the last one may hold separators itself.
        func fields(_ count: Int, separator: Character = " ") throws -> [Substring] {
            let fields = text.split(separator: separator, maxSplits: count - 1)
            guard fields.count == count else {
                throw place.failure("\"\(text.prefix(80))\" does not hold \(count) fields")
            }
            return fields
        }
    }

    let path: String
    let lines: [Line]

    /// No list of any data set comes near this size in bytes.
    private static let limit = 64 << 20

    /// - Throws: `Failure` that names the file.
    init(path: String) throws {
        self.path = path
        var information = stat()
        guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
        guard information.st_size <= Self.limit, let data = FileManager.default.contents(atPath: path) else {
            throw Failure("cannot be read as a list of text lines", at: path)
        }
        guard let text = String(data: data, encoding: .utf8), !text.utf8.contains(0) else {
            throw Failure("is not UTF-8 text", at: path, advice: "The list is damaged: fetch it again.")
        }
        var lines: [Line] = []
        let records = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, record) in records.enumerated() {
            let text = Self.trimmed(record)
            if !text.isEmpty { lines.append(Line(place: ListPlace(path: path, number: index + 1), text: text)) }
        }
        self.lines = lines
    }

    private static func trimmed(_ record: Substring.UTF8View) -> Substring {
        // Spaces, tabs and the carriage return of Windows.
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        var record = record.drop(while: isBlank)
        while let last = record.last, isBlank(last) { record.removeLast() }
        return Substring(record)
    }
}
