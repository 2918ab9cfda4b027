import Storage

/// What the file system says of several files: when it says the same again, they have not changed. A change of the
/// content shows in the inode's time (ctime), which no program can set back.
struct FileStamps: Equatable {
    /// SHA-256 over size, times and inode of each file, and its path.
    let digest: String
    /// Nanoseconds since 1970 of the latest change.
    let latest: Int

    init(of paths: [String]) throws {
        var text = ""
        text.reserveCapacity(paths.count * 120)
        var latest = 0
        for path in paths {
            guard let stamp = try? FileStamp(path: path) else {
                text += "\(path)\n"
                continue
            }
            text += "\(path) \(stamp.size) \(stamp.modified) \(stamp.changed) \(stamp.inode)\n"
            latest = max(latest, stamp.modified, stamp.changed)
        }
        digest = try Digest.of(text)
        self.latest = latest
    }
}
