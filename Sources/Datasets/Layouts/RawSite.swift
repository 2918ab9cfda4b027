import Foundation
import Storage

/// Where a data set's raw files are looked for: its folder among the raw files, and what the archives
/// in that folder hold, which are unpacked beside the prepared data when something is not found without.
///
/// An archive that is gone counts as long as what was unpacked from it is whole; those that are there come first.
public final class RawSite {
    public let id: String
    public let entry: DatasetEntry
    /// The data set's folder.
    public let home: String
    private let work: String
    private let progress: (_ archive: String, _ done: Int, _ total: Int) -> Void
    private var folders: [String]
    private var hasUnpacked = false

    /// - Parameters:
    ///   - raw: the folder of raw files, which holds a folder a data set.
    ///   - work: a folder for unpacked archives and noted digests; the data set gets one of its own in it.
    ///   - progress: is told of each archive while it is unpacked, in bytes.
    public convenience init(
        id: String, entry: DatasetEntry, raw: String, work: String,
        progress: @escaping (_ archive: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) throws {
        let folder = entry.folder ?? id
        try self.init(
            id: id, entry: entry, home: Path.join(raw, folder), work: Path.join(work, folder), progress: progress)
    }

    /// - Parameters:
    ///   - home: the data set's folder.
    ///   - work: its own folder for unpacked archives and noted digests.
    init(
        id: String, entry: DatasetEntry, home: String, work: String,
        progress: @escaping (_ archive: String, _ done: Int, _ total: Int) -> Void = { _, _, _ in }
    ) throws {
        self.id = id
        self.entry = entry
        self.home = home
        self.work = work
        self.progress = progress
        folders = Self.folders(below: home)
    }

    /// The path of a file, given by the end of its path such as `meta/train.json`: the first one, from the
    /// top down.
    ///
    /// - Throws: `Failure` that says what was looked for and how to get it, or how the file differs from the
    ///   official one where the catalogue states its digest.
    func file(_ ending: String) throws -> String {
        guard let path = try find(ending, where: { !Path.isFolder($0) }) else { throw missing(ending) }
        try checkOfficial(path)
        return path
    }

    /// The path of a folder, likewise.
    func folder(_ ending: String) throws -> String {
        guard let path = try find(ending, where: Path.isFolder) else { throw missing("a folder \(ending)") }
        return path
    }

    /// As `file` or `folder`, of the first of several names that there is; nil where there is none.
    func any(_ endings: [String]) throws -> String? {
        var path = firstFound(endings)
        if path == nil, try unpack() { path = firstFound(endings) }
        if let path, !Path.isFolder(path) { try checkOfficial(path) }
        return path
    }

    /// The data set's folder, and behind it the unpacked archives: for layouts that are told from the
    /// images themselves. Archives are unpacked where the folder has no file that `isWanted`.
    func images(where isWanted: (_ name: String) -> Bool) throws -> [(name: String, path: String)] {
        func list(_ folder: String) throws -> [(name: String, path: String)] {
            try RawFiles.list(folder).filter { isWanted(Path.name(of: $0)) }.map {
                ($0.dropFirst(folder.count).drop { $0 == "/" }.description, $0)
            }
        }
        let plain = try list(home)
        if !plain.isEmpty { return plain }
        _ = try unpack()
        let present = try archives().flatMap { try list(unpacked($0)) }
        return try present.isEmpty ? goneArchives().flatMap { try list(unpacked($0)) } : present
    }

    /// SHA-256 digests of files; those of unchanged files are remembered.
    func digests(of files: [(name: String, path: String)]) throws -> [String] {
        try FileDigests(cache: Path.join(work, "digests-\(id).csv")).digests(of: files)
    }

    /// The digest of one file, likewise.
    func digest(of path: String) throws -> String {
        try digests(of: [(Path.name(of: path), path)]).first ?? Digest.ofFile(path)
    }

    /// The error for files that are not there.
    func missing(_ lookedFor: String) -> Failure {
        RawDatasets.missing(entry, folder: home, lookedFor: lookedFor)
    }

    /// Checks that the files of all images are there.
    ///
    /// - Throws: `Failure` that counts those that are not, and names the first.
    func require(_ images: [Listing.Image], in folder: String) throws {
        let lacking = images.filter { !Path.exists($0.path) }.map(\.name)
        guard !lacking.isEmpty else { return }
        throw Failure(
            "\(grouped(lacking.count)) of the \(grouped(images.count)) images that the lists name are not there: "
                + list(lacking, limit: 3), at: folder,
            advice: "The copy is incomplete: unpack the archive of images again. \(entry.obtain).")
    }

    private func find(_ ending: String, where isRight: (String) -> Bool) throws -> String? {
        if let path = found(ending, where: isRight) { return path }
        guard try unpack() else { return nil }
        return found(ending, where: isRight)
    }

    private func firstFound(_ endings: [String]) -> String? {
        endings.lazy.compactMap { self.found($0, where: { _ in true }) }.first
    }

    private func found(_ ending: String, where isRight: (String) -> Bool) -> String? {
        folders.lazy.map { Path.join($0, ending) }.first { Path.exists($0) && isRight($0) }
    }

    /// A file that the catalogue knows has to be the official one.
    private func checkOfficial(_ path: String) throws {
        guard let known = entry.files?.first(where: { $0.name == Path.name(of: path) }) else { return }
        try known.check(path) { try self.digest(of: path) }
    }

    /// Unpacks all archives, once; false where there is nothing more to look into.
    private func unpack() throws -> Bool {
        if hasUnpacked { return false }
        hasUnpacked = true
        let archives = try archives()
        for archive in archives {
            let folder = unpacked(archive)
            if !Unpacker.holds(archive, in: folder) {
                // An archive that the catalogue knows has to be the official one.
                try entry.files?.first { $0.name == Path.name(of: archive) }?.check(archive)
                try Unpacker.bring(archive, to: folder) { [progress] in progress(Path.name(of: archive), $0, $1) }
            }
            folders += Self.folders(below: folder)
        }
        let gone = try goneArchives()
        for archive in gone { folders += Self.folders(below: unpacked(archive)) }
        return !archives.isEmpty || !gone.isEmpty
    }

    private func unpacked(_ archive: String) -> String { Path.join(work, Path.name(of: archive)) }

    private func archives() throws -> [String] {
        guard Path.isFolder(home) else { return [] }
        return try FolderContent(home).files.filter(Unpacker.isArchive).map { Path.join(home, $0) }
    }

    /// Where archives lay of which only the unpacked folders are left.
    private func goneArchives() throws -> [String] {
        guard Path.isFolder(work) else { return [] }
        return try FolderContent(work).folders.map { Path.join(home, $0) }.filter {
            !Path.exists($0) && Unpacker.holds($0, in: unpacked($0))
        }
    }

    /// Folders down to the third level, from the top down, each level in the order of the bytes. One that
    /// cannot be listed is passed over: what is wanted may lie elsewhere.
    private static func folders(below root: String) -> [String] {
        guard Path.isFolder(root) else { return [] }
        var all = [root]
        var level = [root]
        for _ in 0..<3 {
            level = level.flatMap { folder in
                ((try? FolderContent(folder))?.folders ?? []).map { Path.join(folder, $0) }
            }
            all += level
            // Class folders of images hold no more folders worth a look.
            if all.count > 4_000 { break }
        }
        return all
    }
}
