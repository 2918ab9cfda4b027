import Datasets
import Foundation
import Storage
import TestSupport
import Testing

@Suite struct FileDigestTests {
    /// Files of three sizes, older than what counts as just written.
    private static func write(_ count: Int, in folder: TemporaryFolder) throws -> [(name: String, path: String)] {
        try (0..<count).map { number in
            let name = "file \(number), \"quoted\".bin"
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: [0, 10, 700_000][number % 3])
            return (name, try folder.write(bytes, name))
        }
    }

    /// Half a second counts as long ago here, and not two.
    private static func cached(_ path: String) -> FileDigests { FileDigests(cache: path, settled: 500_000_000) }

    /// Waits until files that were written count as settled.
    private static func settle() { usleep(550_000) }

    @Test func digestsAreThoseOfTheFiles() throws {
        let folder = try TemporaryFolder()
        let files = try Self.write(50, in: folder)
        let expected = try files.map { try Digest.ofFile($0.path) }
        #expect(try FileDigests(cache: nil).digests(of: files) == expected)
        #expect(try FileDigests(cache: nil).digests(of: []) == [])
        let missing = files + [("none", folder.file("none"))]
        let found = try #require(failure { _ = try FileDigests(cache: nil).digests(of: missing) })
        #expect(found.location == folder.file("none"))
    }

    @Test func unchangedFilesAreNotReadAgain() throws {
        let (folder, cache) = (try TemporaryFolder(), try TemporaryFolder().path + "/digests.csv")
        defer { try? FileManager.default.removeItem(atPath: Path.folder(of: cache)) }
        let files = try Self.write(9, in: folder)
        let digests = Self.cached(cache)
        // What was written just now may still change unseen; here that is all of an hour.
        let expected = try FileDigests(cache: cache, settled: 3_600_000_000_000).digests(of: files)
        #expect(DigestCache.read(cache).isEmpty)
        Self.settle()
        #expect(try digests.digests(of: files) == expected)
        #expect(DigestCache.read(cache).count == 9)

        // A lie in the cache shows that it is believed, and for which files.
        let lie = String(repeating: "a", count: 64)
        var table = try CSVTable(path: cache)
        #expect(table.columns.last == "path")
        for row in table.rows.indices { table.rows[row][4] = lie }
        try table.write(to: cache)
        #expect(try digests.digests(of: files) == [String](repeating: lie, count: 9))
        try folder.write([1, 2, 3], files[4].name)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: files[5].path)
        var changed = try digests.digests(of: files)
        #expect(try changed.remove(at: 5) == expected[5] && changed.remove(at: 4) == Digest.of(Data([1, 2, 3])))
        #expect(changed == [String](repeating: lie, count: 7))
    }

    /// The same size and the old time, as a careless copy leaves them.
    @Test func aChangeBehindTheTimesBackIsSeen() throws {
        let (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        let path = try folder.write([1, 2, 3], "x")
        Self.settle()
        let digests = Self.cached(cache.file("digests.csv"))
        let before = try digests.digests(of: [("x", path)])
        #expect(DigestCache.read(cache.file("digests.csv")).count == 1)
        let stamp = try FileStamp(path: path)
        let descriptor = open(path, O_WRONLY)
        #expect(pwrite(descriptor, [4], 1, 0) == 1)
        let time = timespec(tv_sec: stamp.modified / 1_000_000_000, tv_nsec: stamp.modified % 1_000_000_000)
        #expect(futimens(descriptor, [time, time]) == 0)
        close(descriptor)
        let now = try FileStamp(path: path)
        #expect(now.modified == stamp.modified && now.size == stamp.size && now.inode == stamp.inode)
        #expect(try digests.digests(of: [("x", path)]) != before)
    }

    @Test func filesOfOtherCallsStayInTheCache() throws {
        let (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        let files = try Self.write(6, in: folder)
        Self.settle()
        let digests = Self.cached(cache.file("digests.csv"))
        _ = try digests.digests(of: Array(files[..<3]))
        try FileManager.default.removeItem(atPath: files[0].path)
        _ = try digests.digests(of: Array(files[3...]))
        #expect(Set(DigestCache.read(cache.file("digests.csv")).keys) == Set(files[1...].map(\.path)))
    }

    @Test func aDamagedCacheIsIgnored() throws {
        let (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        let files = try Self.write(3, in: folder)
        let expected = try FileDigests(cache: nil).digests(of: files)
        let path = cache.file("digests.csv")
        let header = "size,modified,changed,inode,sha256,path\n"
        Self.settle()
        for text in ["", "nonsense", "size,path\n1,x\n", header + "1,2,x,4,5,6\n", header + "1,2,3,4,5,\u{0}\n"] {
            try AtomicFile.write(text, to: path)
            #expect(try Self.cached(path).digests(of: files) == expected, "\(text)")
            #expect(DigestCache.read(path).count == 3)
        }
        let whole = try String(contentsOfFile: path, encoding: .utf8)
        for count in stride(from: 0, to: whole.utf8.count, by: 7) {
            try AtomicFile.write(String(whole.prefix(count)), to: path)
            #expect(try Self.cached(path).digests(of: files) == expected, "\(count)")
        }
    }

    @Test func filesAreListedInTheOrderOfTheirBytes() throws {
        let folder = try TemporaryFolder()
        let names = ["a.b", "a/b", "a/b.c/d", "a/b/c", "ab", "B", "ä", ".hidden/x", "a-b"].map { "top/" + $0 }
        // A file and a folder cannot share a name.
        for name in names where name != "top/a/b" { try folder.write([1], name) }
        symlink("/etc", folder.file("top/link"))
        symlink(folder.file("top/a"), folder.file("outer"))
        mkfifo(folder.file("top/pipe"), 0o600)
        let expected = names.filter { $0 != "top/a/b" }.map { String($0.dropFirst(4)) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try Path.files(below: folder.file("top")) == expected)
        // The listing of raw files follows a link of the first level.
        let raw = try RawFiles.list(folder.path).map { String($0.dropFirst(folder.path.count + 1)) }
        #expect(raw == ["outer/b.c/d", "outer/b/c"] + expected.map { "top/" + $0 })
        #expect(throws: Failure.self) { try Path.files(below: folder.file("none")) }
    }

    /// 110,000 files, as Tiny ImageNet has them: WHICH_BACKBONE_FULL=1.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["WHICH_BACKBONE_FULL"] != nil, "needs WHICH_BACKBONE_FULL"))
    func manyFilesTakeAboutASecond() throws {
        let (folder, cache) = (try TemporaryFolder(), try TemporaryFolder())
        for label in 0..<110 {
            try AtomicFile.makeFolder(folder.file("n\(label)"))
            for number in 0..<1_000 {
                let path = folder.file("n\(label)/n\(label)_\(number).JPEG")
                let descriptor = open(path, O_WRONLY | O_CREAT, 0o644)
                #expect(pwrite(descriptor, path, path.utf8.count, 0) == path.utf8.count)
                close(descriptor)
            }
        }
        Self.settle()
        func seconds(_ what: String, _ body: () throws -> Void) rethrows -> Double {
            let time = try ProcessorTime.of(body) / .seconds(1)
            print(what, time)
            return time
        }
        var names: [String] = []
        #expect(try seconds("list") { names = try RawFiles.list(folder.path) } < 2)
        let files = names.map { (name: $0, path: $0) }
        let digests = Self.cached(cache.file("digests.csv"))
        var (cold, warm): ([String], [String]) = ([], [])
        _ = try seconds("cold") { cold = try digests.digests(of: files) }
        #expect(try seconds("warm") { warm = try digests.digests(of: files) } < 2)
        #expect(names.count == 110_000 && warm == cold)
    }
}
