import CArchive
import Foundation

/// The files of a zip archive, by its central directory.
enum ZipEntries {
    /// Calls `entry` with the path and the content of every file that `isWanted` accepts, in the
    /// archive's order.
    ///
    /// A path that comes twice, a checksum that does not fit, and sizes that together exceed four
    /// times the archive and 64 MiB are errors.
    static func read(
        _ file: Data, where isWanted: (_ path: String) throws -> Bool,
        entry: (_ path: String, _ content: Data) throws -> Void
    ) throws {
        guard let archive = archive_read_new() else { throw Failure("libarchive does not start") }
        defer { archive_read_free(archive) }
        try file.withUnsafeBytes { bytes in
            guard archive_read_support_format_zip_seekable(archive) == ARCHIVE_OK,
                archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK
            else { throw damaged(archive) }
            var budget = file.count * 4 + (64 << 20)
            var paths: Set<String> = []
            while let header = try nextHeader(archive) {
                if header.path.hasSuffix("/") { continue }
                guard paths.insert(header.path).inserted else {
                    throw TorchFailure.damaged("the archive has two entries \(TorchFailure.quoted(header.path))")
                }
                guard header.size <= budget else {
                    throw TorchFailure.damaged("the archive claims to hold far more than its size allows")
                }
                budget -= header.size
                if try isWanted(header.path) {
                    try entry(header.path, content(of: archive, size: header.size, fileSize: file.count))
                }
            }
        }
    }

    private static func nextHeader(_ archive: OpaquePointer) throws -> (path: String, size: Int)? {
        var entry: OpaquePointer?
        let code = archive_read_next_header(archive, &entry)
        if code == ARCHIVE_EOF { return nil }
        // A path that does not fit the locale is only a warning.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry,
            let path = archive_entry_pathname(entry) ?? archive_entry_pathname_utf8(entry),
            archive_entry_size_is_set(entry) != 0, let size = Int(exactly: archive_entry_size(entry)), size >= 0
        else { throw damaged(archive) }
        return (String(cString: path), size)
    }

    private static func content(of archive: OpaquePointer, size: Int, fileSize: Int) throws -> Data {
        var content = Data()
        content.reserveCapacity(min(size, fileSize))
        while true {
            var block: UnsafeRawPointer?
            var count = 0
            var offset: Int64 = 0
            let code = archive_read_data_block(archive, &block, &count, &offset)
            if code == ARCHIVE_EOF { break }
            guard code == ARCHIVE_OK, offset == content.count, count <= size - content.count else {
                throw damaged(archive)
            }
            content.append(contentsOf: UnsafeRawBufferPointer(start: block, count: count))
        }
        guard content.count == size else { throw damaged(archive) }
        return content
    }

    private static func damaged(_ archive: OpaquePointer) -> Failure {
        let reason = archive_error_string(archive).map { ": " + TorchFailure.quoted(String(cString: $0)) }
        return TorchFailure.damaged("the zip archive cannot be read\(reason ?? "")")
    }
}
