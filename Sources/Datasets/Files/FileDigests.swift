import Foundation
import Numerics
import Storage

/// SHA-256 digests of many files, remembered in a cache file: a file whose size, times and inode are as they were is
/// not read again.
public struct FileDigests {
    private let cache: String?
    private let settled: Int

    /// - Parameter cache: the cache file; nil for none. It is made where it is missing, and a damaged one is ignored.
    public init(cache path: String?) { self.init(cache: path, settled: 2_000_000_000) }

    /// - Parameter settled: nanoseconds. A file that changed so shortly before it was read may change again within
    ///   the same tick of the file system's clock: it is not remembered.
    package init(cache path: String?, settled: Int) {
        cache = path
        self.settled = settled
    }

    /// The digests in the files' order, computed by the thread team.
    public func digests(of files: [(name: String, path: String)]) throws -> [String] {
        let known = cache.map(DigestCache.read) ?? [:]
        var results = [Result<(record: DigestCache.Record, isFresh: Bool), Failure>?](
            repeating: nil, count: files.count)
        let threads = ThreadTeam.size
        results.withUnsafeMutableBufferPointer { results in
            let results = UnsafeMutableBufferPointer(rebasing: results[...])
            // Every thread takes each so-manieth file, as large ones tend to stand together.
            ThreadTeam.parallel(threads) { pieces in
                var buffer = [UInt8](repeating: 0, count: 1 << 18)
                for thread in pieces {
                    for index in stride(from: thread, to: files.count, by: threads) {
                        results[index] = Self.digest(of: files[index].path, known, &buffer)
                    }
                }
            }
        }
        let found = try results.map { result in
            guard let result else { throw Failure("a file was left out") }
            return try result.get()
        }
        try save(files, found, known)
        return found.map(\.record.sha256)
    }

    private static func digest(
        of path: String, _ known: [String: DigestCache.Record], _ buffer: inout [UInt8]
    ) -> Result<(record: DigestCache.Record, isFresh: Bool), Failure> {
        Result { () throws(Failure) in
            do {
                if let record = known[path], try FileStamp(path: path) == record.stamp { return (record, false) }
                return (try compute(path, &buffer), true)
            } catch let failure as Failure {
                throw failure
            } catch {
                throw Failure("cannot be read: \(error)", at: path)
            }
        }
    }

    private static func compute(_ path: String, _ buffer: inout [UInt8]) throws -> DigestCache.Record {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Failure.system("cannot open", at: path, errno: errno) }
        defer { close(descriptor) }
        let before = try FileStamp(descriptor: descriptor, path: path)
        let digest = try Digest()
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 {
                let code = errno
                let text = digest.finish()
                guard count == 0 else { throw Failure.system("cannot read", at: path, errno: code) }
                guard try FileStamp(descriptor: descriptor, path: path) == before else {
                    throw Failure("changes while it is read", at: path, advice: "Run the same command again.")
                }
                return DigestCache.Record(stamp: before, sha256: text)
            }
            buffer.withUnsafeBytes { digest.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    private func save(
        _ files: [(name: String, path: String)], _ found: [(record: DigestCache.Record, isFresh: Bool)],
        _ known: [String: DigestCache.Record]
    ) throws {
        guard let cache, found.contains(where: \.isFresh) else { return }
        let latest = FileStamp.now - settled
        var records = known
        for (file, result) in zip(files, found) where result.isFresh {
            let stamp = result.record.stamp
            records[file.path] = max(stamp.modified, stamp.changed) < latest ? result.record : nil
        }
        // Files of other calls stay, as long as they exist.
        let asked = Set(files.map(\.path))
        try DigestCache.write(records.filter { asked.contains($0.key) || Path.exists($0.key) }, to: cache)
    }
}
