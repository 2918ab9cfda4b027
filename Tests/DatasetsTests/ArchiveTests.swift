import Datasets
import Foundation
import Storage
import Testing

@Suite struct ArchiveTests {
    @Test(arguments: ["x.tar.gz", "x.tar", "x.zip"]) func oneFileIsReadInPlace(_ name: String) throws {
        let folder = try TemporaryFolder()
        let archive = folder.file(name)
        let long = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7) }
        try ArchiveWriter.write([("a/xb.bin", [9]), ("a/b.bin", long), ("c/b.bin", [8]), ("top", [7])], to: archive)
        #expect(try ArchiveReader.read("b.bin", from: archive, limit: long.count) == long)
        #expect(try ArchiveReader.read("c/b.bin", from: archive, limit: 1) == [8])
        #expect(try ArchiveReader.read("top", from: archive, limit: 1) == [7])
        #expect(try ArchiveReader.read("missing", from: archive, limit: 1) == nil)
        #expect(try ArchiveReader.read("a", from: archive, limit: 1) == nil)
        let large = try #require(failure { _ = try ArchiveReader.read("b.bin", from: archive, limit: long.count - 1) })
        #expect(large.location == archive && large.what.contains("2,999,999"))
        #expect(throws: Failure.self) { try ArchiveReader.read("x", from: folder.file("none"), limit: 1) }
    }

    @Test(arguments: ["x.tar.gz", "x.tgz", "x.tar.bz2", "x.tar.xz", "x.zip"])
    func equalContentGivesEqualBytes(_ name: String) throws {
        let folder = try TemporaryFolder()
        let content: [(String, [UInt8])] = [
            ("d/", []), ("d/a", [1, 2, 3]), ("d/é", [UInt8](repeating: 5, count: 9_999)),
        ]
        try ArchiveWriter.write(content, to: folder.file(name))
        let first = try Digest.ofFile(folder.file(name))
        try ArchiveWriter.write(content, to: folder.file("again/" + name))
        #expect(try Digest.ofFile(folder.file("again/" + name)) == first)
        #expect(throws: Failure.self) { try ArchiveWriter.write(content, to: folder.file("x.rar")) }
        // No time in the headers: gzip's is 0, zip's the first that it can state, whatever the time zone.
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder.file(name))))
        if name.hasSuffix("gz") { #expect(bytes[4..<8].elementsEqual([0, 0, 0, 0])) }
        if name.hasSuffix("zip") { #expect(bytes[10..<14].elementsEqual([0, 0, 0x21, 0])) }
    }

    /// Names of an archive become paths inside a folder, or nothing.
    @Test func namesAreCheckedAsPaths() throws {
        func components(_ name: String) throws -> [String] { try ArchiveName(Array(name.utf8)).components }
        #expect(try components("./a//b/./c") == ["a", "b", "c"])
        #expect(try components("./") == [])
        #expect(try components("a/b/") == ["a", "b"])
        #expect(try components("...") == ["..."])
        #expect(try components("a..b/..c") == ["a..b", "..c"])
        for name in ["", "/", "..", "a/..", "a\\b", "a\0b", "\u{85}"] {
            #expect(throws: ArchiveName.Refusal.self, "\(name)") { try ArchiveName(Array(name.utf8)) }
        }
    }
}
