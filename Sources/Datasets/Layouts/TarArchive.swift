import CArchive
import Storage

/// Reads single files from a tar archive, compressed or not, without unpacking it to disk.
enum TarArchive {
    /// The content of the first regular file whose path ends in `name`; nil where there is none.
    ///
    /// - Parameter limit: a larger file is an error, whatever the archive says of its size.
    static func read(_ name: String, from path: String, limit: Int) throws -> [UInt8]? {
        guard let archive = archive_read_new() else { throw Failure("libarchive does not start") }
        defer { archive_read_free(archive) }
        archive_read_support_filter_all(archive)
        archive_read_support_format_tar(archive)
        guard archive_read_open_filename(archive, path, 1 << 20) == ARCHIVE_OK else {
            throw failure(archive, path)
        }
        while let entry = try next(archive, path) {
            guard let stored = archive_entry_pathname(entry), archive_entry_filetype(entry) == regularFile,
                Path.name(of: String(cString: stored)) == name
            else { continue }
            return try content(archive, path: path, name: name, limit: limit)
        }
        return nil
    }

    /// AE_IFREG, which is a cast in C and therefore unknown to Swift.
    private static let regularFile: UInt32 = 0o100000

    private static func next(_ archive: OpaquePointer, _ path: String) throws -> OpaquePointer? {
        var entry: OpaquePointer?
        let code = archive_read_next_header(archive, &entry)
        if code == ARCHIVE_EOF { return nil }
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN else { throw failure(archive, path) }
        return entry
    }

    private static func content(
        _ archive: OpaquePointer, path: String, name: String, limit: Int
    ) throws -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { buffer in
                archive_read_data(archive, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            if count == 0 { break }
            guard count > 0 else { throw failure(archive, path) }
            filled += count
        }
        guard filled <= limit else {
            throw Failure("\(name) inside it holds more than \(grouped(limit)) bytes", at: path)
        }
        bytes.removeLast(bytes.count - filled)
        return bytes
    }

    private static func failure(_ archive: OpaquePointer, _ path: String) -> Failure {
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it cannot be read"
        return Failure(
            "is not a whole archive: \(reason)", at: path, advice: "The file is damaged or incomplete: fetch it again.")
    }
}
