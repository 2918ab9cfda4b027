import Datasets
import Foundation
import Storage
import Testing

@Suite struct UnpackTests {
    static let content: [(name: String, bytes: [UInt8])] = [
        ("set/", []), ("set/a.txt", Array("first".utf8)),
        ("set/deep/er/b c.bin", [UInt8](repeating: 7, count: 300_000)),
        ("set/Grüße/ünï.txt", Array("third".utf8)), ("set/empty", []), ("other/x", Array("fourth".utf8)),
        ("set/\(String(repeating: "long/", count: 30))name", Array("fifth".utf8)),
    ]

    @Test(arguments: ["x.tar", "x.tar.gz", "x.tgz", "x.tar.bz2", "x.tar.xz", "x.ZIP"])
    func everyFormatIsUnpacked(_ name: String) throws {
        let folder = try TemporaryFolder()
        let archive = folder.file(name)
        try ArchiveWriter.write(Self.content, to: archive)
        var steps: [(done: Int, total: Int)] = []
        try Unpacker.bring(archive, to: folder.file("out/set")) { steps.append(($0, $1)) }
        let size = try FileStamp(path: archive).size
        #expect(steps.last?.done == size && steps.allSatisfy { $0.total == size && $0.done <= size })
        let files = try Path.files(below: folder.file("out/set"))
        #expect(Set(files) == Set(Self.content.map(\.name).filter { !$0.hasSuffix("/") } + [".unpacked"]))
        for (name, bytes) in Self.content where !name.hasSuffix("/") {
            #expect(FileManager.default.contents(atPath: folder.file("out/set/\(name)")) == Data(bytes))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("out")) == ["set"])
        #expect(Unpacker.isArchive(name))
        #expect(try !RawFiles.list(folder.file("out/set")).contains { $0.hasSuffix(".unpacked") })
    }

    @Test func otherFilesAreNoArchives() {
        #expect(Unpacker.isArchive("a/b.rar") && Unpacker.isArchive("A.TGZ"))
        for name in ["x.gz", "x.7z", "zip", "x.tar.zst", "x.mat", "x.zip.part"] { #expect(!Unpacker.isArchive(name)) }
    }

    @Test func anUnpackedArchiveIsLeftAlone() throws {
        let folder = try TemporaryFolder()
        let (archive, out) = (folder.file("x.zip"), folder.file("out"))
        try ArchiveWriter.write([("a", [1])], to: archive)
        #expect(!Unpacker.holds(archive, in: out))
        var reads = 0
        func bring() throws { try Unpacker.bring(archive, to: out) { _, _ in reads += 1 } }
        try bring()
        #expect(reads == 1 && Unpacker.holds(archive, in: out))
        let inode = try FileStamp(path: folder.file("out/a")).inode
        try bring()
        // Another time with the same content.
        try FileManager.default.copyItem(atPath: archive, toPath: folder.file("y.zip"))
        #expect(rename(folder.file("y.zip"), archive) == 0 && !Unpacker.holds(archive, in: out))
        try bring()
        #expect(reads == 1 && Unpacker.holds(archive, in: out))
        #expect(try FileStamp(path: folder.file("out/a")).inode == inode)
        // The archive may go away.
        try FileManager.default.removeItem(atPath: archive)
        try bring()
        #expect(reads == 1)
        #expect(throws: Failure.self) { try Unpacker.bring(folder.file("z.zip"), to: out) }
    }

    @Test func anotherArchiveReplacesTheFolder() throws {
        let folder = try TemporaryFolder()
        let (archive, out) = (folder.file("x.zip"), folder.file("out"))
        try ArchiveWriter.write([("a", [1]), ("b", [2])], to: archive)
        try Unpacker.bring(archive, to: out)
        try ArchiveWriter.write([("a", [3])], to: archive)
        try Unpacker.bring(archive, to: out + "/")
        #expect(try tree(out).keys.sorted() == [".unpacked", "a"])
        #expect(FileManager.default.contents(atPath: folder.file("out/a")) == Data([3]))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["out", "x.zip"])
    }

    @Test func aFolderOfTheUsersIsNotTouched() throws {
        let folder = try TemporaryFolder()
        try ArchiveWriter.write([("a", [1])], to: folder.file("x.zip"))
        try folder.write([9], "out/mine")
        let found = try #require(failure { try Unpacker.bring(folder.file("x.zip"), to: folder.file("out")) })
        #expect(found.location == folder.file("out") && found.what.contains("x.zip"))
        #expect(try tree(folder.file("out")).keys.sorted() == ["mine"])
        // An empty one is no loss.
        try AtomicFile.makeFolder(folder.file("empty"))
        try Unpacker.bring(folder.file("x.zip"), to: folder.file("empty"))
        #expect(Path.exists(folder.file("empty/a")))
    }

    @Test func leftoversOfDeadProcessesGo() throws {
        let folder = try TemporaryFolder()
        try ArchiveWriter.write([("a", [1])], to: folder.file("x.zip"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        try folder.write([1], ".out.unpacking-\(process.processIdentifier)/half")
        try folder.write([1], ".out.replaced-\(process.processIdentifier)/old")
        try folder.write([1], ".out.unpacking-1/alive")
        try Unpacker.bring(folder.file("x.zip"), to: folder.file("out"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
                == [".out.unpacking-1", "out", "x.zip"])
    }

    @Test func permissionsOfTheArchiveAreIgnored() throws {
        let folder = try TemporaryFolder()
        try RawArchive.write([.folder("d"), .file("d/run.sh")], .tar, to: folder.file("x.tar"))
        try Unpacker.bring(folder.file("x.tar"), to: folder.file("out"))
        var information = stat()
        #expect(stat(folder.file("out/d/run.sh"), &information) == 0 && information.st_mode & 0o7133 == 0)
        #expect(stat(folder.file("out/d"), &information) == 0 && information.st_mode & 0o7022 == 0)
    }

    @Test func junkOfOtherSystemsIsSkipped() throws {
        let folder = try TemporaryFolder()
        let junk = ["__MACOSX/a", "__MACOSX/._a", "d/._a", "d/.DS_Store", "d/Thumbs.db", "desktop.ini"]
        try ArchiveWriter.write(
            (junk + ["d/a", "d/.hidden"]).map { ($0, [1]) } + [("__MACOSX/d/", [])], to: folder.file("x.zip"))
        try Unpacker.bring(folder.file("x.zip"), to: folder.file("out"))
        #expect(try tree(folder.file("out")).keys.sorted() == [".unpacked", "d", "d/.hidden", "d/a"])
    }

    @Test func namesThatDifferOnlyInCaseKeepApart() throws {
        let folder = try TemporaryFolder()
        try RawArchive.write([.file("a", "1"), .file("A", "2")], .tar, to: folder.file("x.tar"))
        try Unpacker.bring(folder.file("x.tar"), to: folder.file("out"))
        let found = try tree(folder.file("out"))
        #expect(found["a"] == "1" && found["A"] == "2")
    }

    /// As zip files from elsewhere have them.
    @Test(arguments: RawArchive.Format.allCases) func namesThatAreNotUTF8AreSpelled(_ format: RawArchive.Format) throws
    {
        let folder = try TemporaryFolder()
        let entry = RawArchive.Entry(name: Array("100%".utf8) + [0xB2, 0xE2], content: [1])
        try RawArchive.write([entry], format, to: folder.file("x.tar"))
        try Unpacker.bring(folder.file("x.tar"), to: folder.file("out"))
        #expect(try Path.files(below: folder.file("out")).sorted() == [".unpacked", "100%25%B2%E2"])
    }

    @Test func rarFilesAreUnpacked() throws {
        let folder = try TemporaryFolder()
        let fixtures = "\(Repository.root)/Tests/Fixtures/archives"
        try Unpacker.bring("\(fixtures)/rar5.rar", to: folder.file("rar5"))
        #expect(FileManager.default.contents(atPath: folder.file("rar5/test.bin"))?.count == 1_200)
        try Unpacker.bring("\(fixtures)/rar4.rar", to: folder.file("rar4"))
        #expect(
            try tree(folder.file("rar4")).keys.sorted()
                == [".unpacked", "test.txt", "testdir", "testdir/test.txt", "testemptydir", "testshortcut.lnk"])
        try folder.write(
            RawArchive.rar([("a/b.txt", 0o100644, Array("stored".utf8)), ("c", 0o100644, [1])]), "own.rar")
        try Unpacker.bring(folder.file("own.rar"), to: folder.file("own"))
        #expect(try tree(folder.file("own"))["a/b.txt"] == "stored")
    }
}
