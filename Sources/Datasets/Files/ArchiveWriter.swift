import CArchive
import Foundation
import Storage

/// Writes archives whose bytes depend on names and contents only: no times, no owners. For made-up data and tests.
public enum ArchiveWriter {
    /// Writes an archive in the format that the path's name tells: `.tar`, `.tar.gz`, `.tgz`, `.tar.bz2`, `.tar.xz`
    /// or `.zip`.
    ///
    /// - Parameter entries: files in their order; a name that ends in `/` is a folder.
    public static func write(_ entries: [(name: String, bytes: [UInt8])], to path: String) throws {
        try AtomicFile.write(to: path) { temporary in
            guard let archive = archive_write_new() else { throw Failure("libarchive does not start") }
            defer { archive_write_free(archive) }
            func check(_ code: Int32) throws {
                guard code == ARCHIVE_OK else {
                    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "error \(code)"
                    throw Failure("cannot write the archive: \(reason)", at: path)
                }
            }
            try choose(path, archive, check)
            try check(archive_write_open_filename(archive, temporary))
            guard let entry = archive_entry_new() else { throw Failure("libarchive does not start") }
            defer { archive_entry_free(entry) }
            for (name, bytes) in entries {
                archive_entry_clear(entry)
                let isFolder = name.hasSuffix("/")
                archive_entry_set_pathname_utf8(entry, name)
                archive_entry_set_filetype(
                    entry, UInt32(isFolder ? WB_ARCHIVE_FOLDER : WB_ARCHIVE_FILE))
                archive_entry_set_perm(entry, isFolder ? 0o755 : 0o644)
                archive_entry_set_size(entry, Int64(bytes.count))
                try check(wb_archive_write_header(archive, entry))
                let count = bytes.withUnsafeBytes { archive_write_data(archive, $0.baseAddress, $0.count) }
                try check(count == bytes.count ? ARCHIVE_OK : ARCHIVE_FATAL)
            }
            try check(archive_write_close(archive))
        }
    }

    private static func choose(_ path: String, _ archive: OpaquePointer, _ check: (Int32) throws -> Void) throws {
        let name = path.lowercased()
        if name.hasSuffix(".zip") { return try check(archive_write_set_format_zip(archive)) }
        try check(archive_write_set_format_pax_restricted(archive))
        if name.hasSuffix(".tar.gz") || name.hasSuffix(".tgz") {
            try check(archive_write_add_filter_gzip(archive))
            // Without the time of writing.
            try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
        } else if name.hasSuffix(".tar.bz2") {
            try check(archive_write_add_filter_bzip2(archive))
        } else if name.hasSuffix(".tar.xz") {
            try check(archive_write_add_filter_xz(archive))
        } else if !name.hasSuffix(".tar") {
            throw Failure("does not end in the name of an archive that can be written", at: path)
        }
    }
}
