import Foundation
import Storage

/// Whether files will fit, before they are fetched.
public enum DiskSpace {
    /// The bytes that can still be written where `path` is, or will be.
    public static func available(at path: String) throws -> Int {
        var information = statvfs()
        let place = nearest(path)
        guard statvfs(place, &information) == 0 else {
            throw Failure.system("cannot ask for the free space", at: place, errno: errno)
        }
        return Int(information.f_bavail) * Int(information.f_frsize)
    }

    /// Compares what is still to come of files with the free space of each disk that they go to. Files whose
    /// size is not known do not count.
    ///
    /// - Parameter available: the free bytes at a path.
    /// - Throws: `Failure` that says how much is missing, and where.
    public static func require(
        for downloads: [Download], available: (String) throws -> Int = DiskSpace.available(at:)
    ) throws {
        var needs: [UInt: (folder: String, bytes: Int)] = [:]
        for download in downloads {
            guard let size = download.expected.size else { continue }
            let place = nearest(download.path)
            var information = stat()
            guard stat(place, &information) == 0 else {
                throw Failure.system("cannot look at the folder", at: place, errno: errno)
            }
            var part = stat()
            let there = stat(download.path + ".part", &part) == 0 ? min(size, Int(part.st_size)) : 0
            let folder = Path.folder(of: download.path)
            needs[UInt(information.st_dev), default: (folder, 0)].bytes += size - there
        }
        for (folder, bytes) in needs.values.sorted(by: { $0.folder < $1.folder }) {
            let free = try available(folder)
            guard bytes > free else { continue }
            throw Failure(
                "the disk lacks \(grouped(bytes - free)) bytes: \(grouped(bytes)) are to be fetched, and "
                    + "\(grouped(free)) are free", at: folder,
                advice: "Free some space, or choose a folder on another disk.")
        }
    }

    /// The folder on the way to `path` that there is.
    private static func nearest(_ path: String) -> String {
        var place = path
        while !Path.exists(place) {
            let folder = Path.folder(of: place)
            if folder == place { break }
            place = folder
        }
        return place
    }
}
