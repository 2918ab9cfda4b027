import Foundation

/// What the file system says of a file, by which a changed one is told.
package struct FileStamp: Equatable {
    /// Bytes.
    package let size: Int
    /// Nanoseconds since 1970 of the last change of the content ...
    package let modified: Int
    /// ... and of the inode: a content that was changed and given its old time back shows here.
    package let changed: Int
    package let inode: UInt64

    package init(size: Int, modified: Int, changed: Int, inode: UInt64) {
        (self.size, self.modified, self.changed, self.inode) = (size, modified, changed, inode)
    }

    package init(path: String) throws {
        var information = stat()
        guard stat(path, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
        self.init(information)
    }

    package init(descriptor: Int32, path: String) throws {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { throw Failure.system("cannot read", at: path, errno: errno) }
        self.init(information)
    }

    private init(_ information: stat) {
        size = Int(information.st_size)
        modified = information.st_mtim.tv_sec * 1_000_000_000 + information.st_mtim.tv_nsec
        changed = information.st_ctim.tv_sec * 1_000_000_000 + information.st_ctim.tv_nsec
        inode = UInt64(information.st_ino)
    }

    /// Nanoseconds since 1970, by the clock that stamps files.
    package static var now: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
