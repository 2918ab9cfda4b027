import Storage

/// Reads single files of an archive in place, without unpacking it to disk.
package enum ArchiveReader {
    /// The content of the first regular file whose path is `name` or ends in it after a slash; nil where there is
    /// none.
    ///
    /// - Parameter limit: a larger file is an error, whatever the archive says of its size.
    package static func read(_ name: String, from path: String, limit: Int) throws -> [UInt8]? {
        let archive = try ArchiveStream(path: path)
        var budget = ArchiveBudget(.standard, archive: path, size: try FileStamp(path: path).size)
        let wanted = Array(name.utf8)
        while let entry = try archive.next() {
            try budget.open(entry)
            let isNamed =
                entry.name.suffix(wanted.count).elementsEqual(wanted)
                && (entry.name.count == wanted.count || entry.name.dropLast(wanted.count).last == UInt8(ascii: "/"))
            guard isNamed, entry.kind == .file else { continue }
            guard !entry.isEncrypted else { throw Failure("\(name) inside it is encrypted", at: path) }
            return try content(of: entry, archive, name: name, limit: limit)
        }
        return nil
    }

    private static func content(
        of entry: ArchiveStream.Entry, _ archive: ArchiveStream, name: String, limit: Int
    ) throws -> [UInt8] {
        func tooLarge() -> Failure {
            Failure("\(name) inside it holds more than \(grouped(limit)) bytes", at: archive.path)
        }
        guard entry.size ?? 0 <= limit else { throw tooLarge() }
        var content: [UInt8] = []
        content.reserveCapacity(min(entry.size ?? 0, 64 << 20))
        var piece = [UInt8](repeating: 0, count: min(limit + 1, 1 << 20))
        while true {
            let count = try piece.withUnsafeMutableBytes { try archive.read(into: $0) }
            if count == 0 { break }
            guard count <= limit - content.count else { throw tooLarge() }
            content += piece[..<count]
        }
        guard content.count == entry.size ?? content.count else {
            throw Failure(
                "\(name) inside it is cut short", at: archive.path,
                advice: "The file is damaged or incomplete: fetch it again.")
        }
        return content
    }
}
