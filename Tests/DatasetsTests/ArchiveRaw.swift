import CArchive
import Foundation
import Storage

/// Archives as an attacker makes them: any name, any kind of entry, by libarchive's own interface.
enum RawArchive {
    struct Entry {
        var name: [UInt8]
        var type: UInt32 = 0o100000
        var content: [UInt8] = []
        var link: String?
        var hardLink: String?

        static func file(_ name: String, _ text: String = "content") -> Entry {
            Entry(name: Array(name.utf8), content: Array(text.utf8))
        }

        static func folder(_ name: String) -> Entry { Entry(name: Array(name.utf8), type: 0o040000) }
    }

    enum Format: String, CaseIterable { case tar, gnutar, zip }

    static func write(_ entries: [Entry], _ format: Format, to path: String, passphrase: String? = nil) throws {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else { throw Failure("libarchive") }
        defer {
            archive_write_free(archive)
            archive_entry_free(entry)
        }
        switch format {
        case .tar: archive_write_set_format_pax_restricted(archive)
        case .gnutar: archive_write_set_format_gnutar(archive)
        case .zip: archive_write_set_format_zip(archive)
        }
        if let passphrase {
            archive_write_set_options(archive, "zip:encryption=traditional")
            archive_write_set_passphrase(archive, passphrase)
        }
        guard archive_write_open_filename(archive, path) == ARCHIVE_OK else { throw Failure("cannot open \(path)") }
        for item in entries {
            archive_entry_clear(entry)
            (item.name + [0]).withUnsafeBytes {
                archive_entry_copy_pathname(entry, $0.bindMemory(to: CChar.self).baseAddress)
            }
            archive_entry_set_filetype(entry, item.type)
            archive_entry_set_perm(entry, 0o6777)
            archive_entry_set_size(entry, Int64(item.content.count))
            if let link = item.link { archive_entry_copy_symlink(entry, link) }
            if let link = item.hardLink { archive_entry_copy_hardlink(entry, link) }
            guard archive_write_header(archive, entry) >= ARCHIVE_WARN else {
                throw Failure("header: \(String(cString: archive_error_string(archive)))")
            }
            if !item.content.isEmpty { archive_write_data(archive, item.content, item.content.count) }
        }
        archive_write_close(archive)
    }

    /// The tar archive `bytes` with another size in its first header.
    static func claiming(_ size: Int, _ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        // GNU's form for numbers that do not fit: a mark, then big-endian.
        bytes.replaceSubrange(
            124..<136, with: [0x80] + (0..<11).map { UInt8(truncatingIfNeeded: $0 < 3 ? 0 : size >> (8 * (10 - $0))) })
        bytes.replaceSubrange(148..<156, with: [UInt8](repeating: 0x20, count: 8))
        let sum = bytes[..<512].reduce(0) { $0 + Int($1) }
        let octal = String(sum, radix: 8)
        bytes.replaceSubrange(
            148..<156, with: Array((String(repeating: "0", count: 6 - octal.count) + octal).utf8) + [0, 0x20])
        return bytes
    }

    /// A RAR 4 archive of stored entries, byte by byte: libarchive writes none.
    static func rar(_ entries: [(name: String, attributes: UInt32, content: [UInt8])]) -> [UInt8] {
        func little(_ value: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        /// A block: the low half of its checksum, then the header.
        func block(_ header: [UInt8], _ data: [UInt8] = []) -> [UInt8] {
            little(Int(crc32(header) & 0xFFFF), 2) + header + data
        }
        var bytes: [UInt8] = [0x52, 0x61, 0x72, 0x21, 0x1A, 0x07, 0x00]
        bytes += block([0x73] + little(0, 2) + little(13, 2) + little(0, 6))
        for (name, attributes, content) in entries {
            let (unix, stored, version): (UInt8, UInt8, UInt8) = (3, 0x30, 20)
            let size = content.count
            let header =
                [0x74] + little(0x8000, 2) + little(32 + name.utf8.count, 2) + little(size, 4) + little(size, 4)
                + [unix] + little(Int(crc32(content)), 4) + little(0x2821_0000, 4) + [version, stored]
                + little(name.utf8.count, 2) + little(Int(attributes), 4) + Array(name.utf8)
            bytes += block(header, content)
        }
        return bytes + block([0x7B] + little(0x4000, 2) + little(7, 2))
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB8_8320 }
        }
        return ~crc
    }
}

/// What is in a folder: every name below it, with a file's content.
func tree(_ folder: String) throws -> [String: String] {
    var found: [String: String] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
        let path = Path.join(folder, name)
        found[name] =
            Path.isFolder(path)
            ? "/" : String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    return found
}
