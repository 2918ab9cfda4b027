import Foundation
import Storage

/// Unpacks archives from outside, inside one folder only.
///
/// Refused, each by its name: absolute paths, `..`, links, devices, pipes and sockets, names that come twice, names
/// with control characters or backslashes, encrypted entries, more than `Limits` allow, archives that are cut short.
/// Names that differ only in case are unpacked where the file system tells them apart. Permissions, owners and times
/// of the archive are ignored; what macOS and Windows leave beside the data is skipped.
public enum Unpacker {
    /// Whether a file's name is that of an archive which `bring` unpacks.
    public static func isArchive(_ name: String) -> Bool {
        let name = name.lowercased()
        return [".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".rar"].contains { name.hasSuffix($0) }
    }

    /// Whether `folder` holds the content of `archive` as it is now, as far as names, sizes and times tell. An
    /// archive that is gone counts as it was.
    public static func holds(_ archive: String, in folder: String) -> Bool {
        guard let note = UnpackedNote(folder: folder) else { return false }
        if !Path.exists(archive) { return note.archive == Path.name(of: archive) }
        return (try? FileStamp(path: archive)) == note.stamp
    }

    /// The SHA-256 of the archive that `folder` was unpacked from; nil where this did not unpack it.
    public static func digest(of folder: String) -> String? { UnpackedNote(folder: folder)?.sha256 }

    /// Unpacks `archive` into `folder` unless it holds that archive's content already.
    ///
    /// The folder appears when all is there. Its file `.unpacked` says which archive it is from: it is made anew from
    /// an archive with another digest, and stays in use when the archive is gone.
    ///
    /// - Parameter progress: bytes of the archive that have been read, and its size.
    /// - Throws: `Failure` that names the archive, the entry and the reason; or where `folder` is there and was not
    ///   made by this.
    public static func bring(
        _ archive: String, to folder: String, limits: Limits = .standard,
        progress: (_ done: Int, _ total: Int) -> Void = { _, _ in }
    ) throws {
        let folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        if holds(archive, in: folder) { return }
        let note = UnpackedNote(folder: folder)
        let stamp = try FileStamp(path: archive)
        if note == nil, Path.exists(folder), !isEmpty(folder) {
            throw Failure(
                "is there already and was not unpacked from \(Path.name(of: archive))", at: folder,
                advice: "Move it away, and it will be unpacked again.")
        }
        let found = UnpackedNote(archive: Path.name(of: archive), sha256: try Digest.ofFile(archive), stamp: stamp)
        if note?.sha256 == found.sha256 { return try found.write(to: folder) }

        let fresh = try FreshFolder(for: folder)
        let pass = try UnpackingPass(archive, size: stamp.size, into: fresh, limits)
        try pass.run(progress)
        guard try FileStamp(path: archive) == stamp else {
            throw Failure("changed while it was unpacked", at: archive, advice: "Run the same command again.")
        }
        try found.write(to: fresh.path)
        // Another process may have been faster; its folder holds the same.
        if UnpackedNote(folder: folder)?.sha256 == found.sha256 { return }
        try fresh.publish()
    }

    private static func isEmpty(_ folder: String) -> Bool {
        Path.isFolder(folder) && ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [""]).isEmpty
    }
}
