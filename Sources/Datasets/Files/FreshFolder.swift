import CArchive
import Foundation
import Storage

/// A folder that nobody knows yet: it is filled under a temporary name beside its place and appears there whole, or
/// not at all. What killed processes left is removed by the next.
///
/// Nothing in it but this writes files, and no link is ever made in it, so that a relative path cannot lead out.
final class FreshFolder {
    /// The temporary path.
    let path: String
    private let place: String
    private var folders: Set<String> = []
    private var files = 0
    /// So many files are flushed one by one; with more, the whole file system at once is faster.
    private static let few = 100
    private var isPublished = false

    /// Why a file or folder cannot have its name, worded to follow it.
    struct Clash: Error { let reason: String }

    init(for place: String) throws {
        self.place = place
        try AtomicFile.makeFolder(Path.folder(of: place))
        Self.removeLeftovers(of: place)
        path = Self.temporary(place, "unpacking")
        guard mkdir(path, 0o755) == 0 else { throw Failure.system("cannot make the folder", at: path, errno: errno) }
    }

    deinit { if !isPublished { Self.remove(path) } }

    func makeFolder(_ components: ArraySlice<String>) throws {
        guard let name = components.last else { return }
        let relative = components.joined(separator: "/")
        if folders.contains(relative) { return }
        try makeFolder(components.dropLast())
        let target = Path.join(path, relative)
        if mkdir(target, 0o755) != 0 {
            let code = errno
            guard code == EEXIST else {
                throw Failure.system("cannot make the folder \(printable(name))", at: target, errno: code)
            }
            guard Self.isFolder(target) else { throw Clash(reason: "needs a folder where a file is") }
        }
        folders.insert(relative)
    }

    /// Creates a file and calls `body` with a writer for its bytes. The file must be new, and its folders are made.
    func write(
        _ components: [String], _ body: (_ append: (UnsafeRawBufferPointer) throws -> Void) throws -> Void
    ) throws {
        try makeFolder(components.dropLast())
        let target = Path.join(path, components.joined(separator: "/"))
        let descriptor = open(target, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            let code = errno
            guard code == EEXIST else { throw Failure.system("cannot create the file", at: target, errno: code) }
            throw Clash(
                reason: Self.isFolder(target) ? "is a file where a folder is" : "has the name of an entry before it")
        }
        defer { close(descriptor) }
        files += 1
        try body { bytes in
            var offset = 0
            while offset < bytes.count {
                let written = Glibc.write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw Failure.system("cannot write", at: target, errno: errno) }
                offset += written
            }
        }
        if files <= Self.few { try Self.flush(descriptor, target) }
    }

    /// Gives the folder its name. One that is there already is removed.
    func publish() throws {
        try withFolder(path) { descriptor in
            if files > Self.few {
                guard syncfs(descriptor) == 0 else { throw Failure.system("cannot flush", at: path, errno: errno) }
            } else {
                for folder in folders {
                    let target = Path.join(path, folder)
                    try withFolder(target) { try Self.flush($0, target) }
                }
                try Self.flush(descriptor, path)
            }
        }
        let old = Self.temporary(place, "replaced")
        let isReplacing = rename(place, old) == 0
        guard rename(path, place) == 0 else {
            let code = errno
            if isReplacing { rename(old, place) }
            throw Failure.system("cannot rename the finished folder", at: place, errno: code)
        }
        isPublished = true
        let parent = Path.folder(of: place)
        try withFolder(parent) { try Self.flush($0, parent) }
        if isReplacing { Self.remove(old) }
    }

    private func withFolder(_ path: String, _ body: (Int32) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open to flush", at: path, errno: errno) }
        defer { close(descriptor) }
        try body(descriptor)
    }

    private static func flush(_ descriptor: Int32, _ path: String) throws {
        guard fsync(descriptor) == 0 else { throw Failure.system("cannot flush", at: path, errno: errno) }
    }

    static func removeLeftovers(of place: String) {
        let folder = Path.folder(of: place)
        for kind in ["unpacking", "replaced"] {
            let prefix = prefix(place, kind)
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasPrefix(prefix) {
                guard let owner = pid_t(name.dropFirst(prefix.count)) else { continue }
                if owner == getpid() || (kill(owner, 0) != 0 && errno == ESRCH) { remove(Path.join(folder, name)) }
            }
        }
    }

    private static func prefix(_ place: String, _ kind: String) -> String { ".\(Path.name(of: place)).\(kind)-" }

    private static func temporary(_ place: String, _ kind: String) -> String {
        Path.join(Path.folder(of: place), prefix(place, kind) + String(getpid()))
    }

    private static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    private static func isFolder(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
    }
}
