import Foundation
import Storage

/// The file `.unpacked` of an unpacked folder: which archive its content is from.
///
/// The archive's digest decides; its stamp only spares computing it.
struct UnpackedNote: Equatable {
    let archive: String
    let sha256: String
    let stamp: FileStamp

    private static let title = "Unpacked from this archive. Do not change the folder: it is made anew from another one."
    private static let columns = ["archive", "size", "sha256", "modified", "changed", "inode"]

    init(archive: String, sha256: String, stamp: FileStamp) {
        (self.archive, self.sha256, self.stamp) = (archive, sha256, stamp)
    }

    /// The note of a folder; nil where there is none, or none that can be read.
    init?(folder: String) {
        guard let table = try? CSVTable(path: Path.join(folder, ArchiveName.marker)), table.columns == Self.columns,
            let row = table.rows.first, let size = Int(row[1]), let modified = Int(row[3]), let changed = Int(row[4]),
            let inode = UInt64(row[5])
        else { return nil }
        self.init(
            archive: row[0], sha256: row[2],
            stamp: FileStamp(size: size, modified: modified, changed: changed, inode: inode))
    }

    func write(to folder: String) throws {
        let row = [
            archive, String(stamp.size), sha256, String(stamp.modified), String(stamp.changed), String(stamp.inode),
        ]
        try CSVTable(comments: [("note", Self.title)], columns: Self.columns, rows: [row])
            .write(to: Path.join(folder, ArchiveName.marker))
    }
}
