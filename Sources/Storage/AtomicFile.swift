import Foundation

/// Files that appear whole or not at all.
///
/// The content goes to a temporary name in the same folder; it is flushed, renamed, and the
/// folder is flushed. A reader, and a run after a crash or a power cut, sees the old file or the
/// new one and never a part.
public enum AtomicFile {
    /// Calls `body` with a temporary path and moves what it wrote to `path`.
    ///
    /// Folders on the way are made. When `body` throws, the temporary file is removed and `path`
    /// is left as it was.
    public static func write(to path: String, _ body: (_ temporaryPath: String) throws -> Void) throws {
        let folder = Path.folder(of: path)
        try makeFolder(folder)
        let prefix = prefix(of: path)
        removeLeftovers(in: folder, prefix: prefix)
        let temporary = Path.join(folder, prefix + String(getpid()))
        do {
            try body(temporary)
            try publish(temporary, as: path)
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Gives a finished file of the same folder its name: flushes it, renames it and flushes the folder.
    public static func publish(_ temporary: String, as path: String) throws {
        try flush(temporary)
        guard rename(temporary, path) == 0 else {
            throw Failure.system("cannot rename the finished file", at: path, errno: errno)
        }
        try flush(Path.folder(of: path))
    }

    /// Writes `text` as UTF-8.
    public static func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    public static func write(_ data: Data, to path: String) throws {
        try write(to: path) { temporary in
            let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw Failure.system("cannot create the file", at: path, errno: errno) }
            defer { close(descriptor) }
            try data.withUnsafeBytes { bytes in
                var offset = 0
                while offset < bytes.count {
                    guard let start = bytes.baseAddress else { return }
                    let written = Glibc.write(descriptor, start + offset, bytes.count - offset)
                    if written < 0 && errno == EINTR { continue }
                    guard written > 0 else { throw Failure.system("cannot write", at: path, errno: errno) }
                    offset += written
                }
            }
        }
    }

    public static func makeFolder(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw Failure("cannot make the folder: \(error.localizedDescription)", at: folder)
        }
    }

    /// Removes a file, with what dead processes left of it, and makes the removal durable. A file that
    /// is not there is no error.
    public static func remove(_ path: String) throws {
        removeLeftovers(in: Path.folder(of: path), prefix: prefix(of: path))
        if unlink(path) != 0 && errno != ENOENT { throw Failure.system("cannot remove", at: path, errno: errno) }
        try flush(Path.folder(of: path))
    }

    /// What the temporary names of a file begin with; the process's number follows.
    private static func prefix(of path: String) -> String { ".\(Path.name(of: path)).partial-" }

    private static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open to flush", at: path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Failure.system("cannot flush", at: path, errno: errno) }
    }

    /// A killed process cannot clean up after itself, so the next one does.
    private static func removeLeftovers(in folder: String, prefix: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        where name.hasPrefix(prefix) {
            guard let owner = pid_t(name.dropFirst(prefix.count)) else { continue }
            if owner == getpid() || (kill(owner, 0) != 0 && errno == ESRCH) { unlink(Path.join(folder, name)) }
        }
    }
}
