import Foundation
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
            var information = stat()
            guard stat(path, &information) == 0 else {
                text += "\(path)\n"
                continue
            }
            let modified = information.st_mtim.tv_sec * 1_000_000_000 + information.st_mtim.tv_nsec
            let changed = information.st_ctim.tv_sec * 1_000_000_000 + information.st_ctim.tv_nsec
            text += "\(path) \(information.st_size) \(modified) \(changed) \(information.st_ino)\n"
            latest = max(latest, modified, changed)
        }
        digest = try Digest.of(text)
        self.latest = latest
    }

    /// Nanoseconds since 1970.
    static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
