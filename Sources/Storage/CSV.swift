import Foundation
import SwiftCSV

/// A CSV table (RFC 4180, comma, UTF-8) with an optional leading block of `# key: value` lines.
public struct CSVTable: Equatable {
    /// The comment block, in order. It carries provenance and takes no part in the table.
    public var comments: [(key: String, value: String)]
    public var columns: [String]
    public var rows: [[String]]

    public init(comments: [(key: String, value: String)] = [], columns: [String], rows: [[String]] = []) {
        self.comments = comments
        self.columns = columns
        self.rows = rows
    }

    /// Reads a table.
    ///
    /// - Throws: `Failure` that names the file and the line where a row has the wrong number of
    ///   fields, where the header is missing, or where the file is not UTF-8.
    public init(path: String) throws {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure("cannot read the CSV file", at: path)
        }
        guard let text = String(data: data, encoding: .utf8) else { throw Failure("is not UTF-8 text", at: path) }
        try self.init(text: text, name: path)
    }

    public init(text: String, name: String) throws {
        comments = []
        var body = Substring(text)
        while body.first == "#" {
            let end = body.firstIndex(where: \.isNewline) ?? body.endIndex
            let line = body[..<end].dropFirst()
            if let colon = line.firstIndex(of: ":") {
                comments.append(
                    (
                        line[..<colon].trimmingCharacters(in: .whitespaces),
                        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                    ))
            }
            body = end == body.endIndex ? "" : body[body.index(after: end)...]
        }
        do {
            let table = try CSV<Enumerated>(string: String(body), delimiter: .comma, loadColumns: false)
            columns = table.header
            rows = table.rows
        } catch {
            throw Failure("is not a CSV table: \(error)", at: name)
        }
        guard !columns.isEmpty, columns != [""] else { throw Failure("has no header line", at: name) }
        guard Set(columns).count == columns.count else { throw Failure("names a column twice", at: name) }
        for (index, row) in rows.enumerated() where row.count != columns.count {
            throw Failure(
                "row \(index + 1) has \(row.count) fields, the header has \(columns.count)", at: name)
        }
    }

    /// The value of a comment line, such as a digest or a version.
    public func comment(_ key: String) -> String? { comments.first { $0.key == key }?.value }

    /// The rows as dictionaries from column to field.
    public var records: [[String: String]] {
        rows.map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
    }

    /// The table as text, ended by a line feed.
    public var text: String {
        var lines = comments.map { key, value in
            "# \(key): " + String(value.map { $0.isNewline ? " " : $0 })
        }
        lines.append(columns.map(Self.field).joined(separator: ","))
        lines += rows.map { $0.map(Self.field).joined(separator: ",") }
        return lines.joined(separator: "\n") + "\n"
    }

    public func write(to path: String) throws { try AtomicFile.write(text, to: path) }

    private static func field(_ value: String) -> String {
        let special = value.contains { $0 == "," || $0 == "\"" || $0.isNewline } || value.first == "#"
        return special ? "\"" + value.replacing("\"", with: "\"\"") + "\"" : value
    }

    public static func == (left: CSVTable, right: CSVTable) -> Bool {
        left.columns == right.columns && left.rows == right.rows
            && left.comments.elementsEqual(right.comments) { $0.key == $1.key && $0.value == $1.value }
    }
}
