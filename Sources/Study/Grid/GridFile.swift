import Foundation
import Storage

/// A file of lists that `make` includes and programs read: comments and `NAME := words`, nothing else of make's
/// language.
enum GridFile {
    struct List {
        let name: String
        let words: [String]
        /// Where it begins, counted from 1.
        let line: Int
    }

    /// - Throws: `Failure` that names the file and the line that is neither a comment nor a list.
    static func read(path: String) throws -> [List] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("cannot read the file of lists", at: path)
        }
        var lists: [List] = []
        for (number, line) in try joined(text, path: path) where !line.isEmpty && !line.hasPrefix("#") {
            let parts = line.split(separator: " ").map(String.init)
            let words = Array(parts.dropFirst(2))
            guard parts.count > 2, parts[1] == ":=", isName(parts[0]), words.allSatisfy(isWord) else {
                throw failure("line \(number) is neither a comment nor NAME := words", at: path)
            }
            guard !lists.contains(where: { $0.name == parts[0] }) else {
                throw failure("line \(number) sets \(parts[0]) again", at: path)
            }
            if let again = words.first(where: { word in words.count { $0 == word } > 1 }) {
                throw failure("line \(number) names \(again) twice", at: path)
            }
            lists.append(List(name: parts[0], words: words, line: number))
        }
        return lists
    }

    /// Lines with those that follow a backslash, under the number of the first.
    private static func joined(_ text: String, path: String) throws -> [(number: Int, line: String)] {
        var lines: [(number: Int, line: String)] = []
        var goesOn = false
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            let ends = line.hasSuffix("\\")
            let content = ends ? String(line.dropLast()) : line
            if goesOn {
                lines[lines.count - 1].line += " " + content
            } else {
                lines.append((index + 1, content))
            }
            // make would read the next line as part of the comment.
            guard !ends || !content.hasPrefix("#") else {
                throw failure("line \(index + 1) is a comment that ends in a backslash", at: path)
            }
            goesOn = ends
        }
        guard !goesOn else { throw failure("ends in a backslash", at: path) }
        return lines
    }

    private static func isName(_ text: String) -> Bool {
        text.first?.isLetter == true
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }

    private static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "/")
        }
    }

    private static func failure(_ what: String, at path: String) -> Failure {
        Failure(what, at: path, advice: "The file holds lines such as: TABLE7 := cifar10/100 cifar10/10")
    }
}
