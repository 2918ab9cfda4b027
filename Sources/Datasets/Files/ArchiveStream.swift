import CArchive
import Storage

/// libarchive's reader of one file: tar (plain, gzip, bzip2, xz), zip and rar, entry by entry in their order.
///
/// The format is told from the content. Formats and filters that refer to other files or start other programs are
/// not among them.
final class ArchiveStream {
    /// What an entry is; all but files and folders are refused by whoever unpacks.
    enum Kind: Equatable { case file, folder, symbolicLink, hardLink, special }

    struct Entry {
        /// The bytes of the name as the archive has it; UTF-8 where the archive's encoding is known.
        let name: [UInt8]
        let kind: Kind
        /// Nil where the archive states it only behind the content.
        let size: Int?
        let isEncrypted: Bool

        /// The name for a message.
        var label: String { printable(String(decoding: name, as: UTF8.self)) }
    }

    let path: String
    private let handle: OpaquePointer

    init(path: String) throws {
        guard let handle = archive_read_new() else { throw Failure("libarchive does not start") }
        self.path = path
        self.handle = handle
        archive_read_support_filter_gzip(handle)
        archive_read_support_filter_bzip2(handle)
        archive_read_support_filter_xz(handle)
        archive_read_support_format_tar(handle)
        // By its directory only: without it, what a cut archive still holds would pass for all.
        archive_read_support_format_zip_seekable(handle)
        archive_read_support_format_rar(handle)
        archive_read_support_format_rar5(handle)
        guard archive_read_open_filename(handle, path, 1 << 20) == ARCHIVE_OK else { throw damaged() }
    }

    deinit { archive_read_free(handle) }

    /// How many bytes of the file have been read.
    var bytesRead: Int { Int(max(0, archive_filter_bytes(handle, -1))) }

    /// The next entry; nil after the last.
    func next() throws -> Entry? {
        var found: OpaquePointer?
        var name: UnsafePointer<CChar>?
        let code = wb_archive_next(handle, &found, &name)
        if code == ARCHIVE_EOF { return nil }
        // A warning is about a name that does not fit an encoding, or a checksum of a header's rare part.
        guard code == ARCHIVE_OK || code == ARCHIVE_WARN, let entry = found else { throw damaged() }
        var bytes: [UInt8] = []
        if var next = name {
            while next.pointee != 0 {
                bytes.append(UInt8(bitPattern: next.pointee))
                next += 1
            }
        }
        let size = archive_entry_size_is_set(entry) != 0 ? Int(archive_entry_size(entry)) : nil
        return Entry(
            name: bytes, kind: Self.kind(of: entry), size: size.map { max(0, $0) },
            isEncrypted: archive_entry_is_encrypted(entry) != 0)
    }

    /// Reads the next bytes of the current entry's content; 0 at its end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = archive_read_data(handle, buffer.baseAddress, buffer.count)
        // A warning here is a checksum that does not fit.
        guard count >= 0 else { throw damaged() }
        return count
    }

    private static func kind(of entry: OpaquePointer) -> Kind {
        if archive_entry_hardlink(entry) != nil { return .hardLink }
        return switch Int(archive_entry_filetype(entry)) {
        case WB_ARCHIVE_FILE: .file
        case WB_ARCHIVE_FOLDER: .folder
        case WB_ARCHIVE_LINK: .symbolicLink
        default: .special
        }
    }

    private func damaged() -> Failure {
        let reason = archive_error_string(handle).map { printable(String(cString: $0)) } ?? "it cannot be read"
        return Failure(
            "is not a whole archive: \(reason)", at: path, advice: "The file is damaged or incomplete: fetch it again.")
    }
}
