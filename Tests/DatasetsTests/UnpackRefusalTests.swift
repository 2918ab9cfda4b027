import Datasets
import Foundation
import Storage
import Testing

/// What an archive may not do. Each is refused by name, and nothing is left.
@Suite struct UnpackRefusalTests {
    typealias Entry = RawArchive.Entry

    struct Attack: CustomTestStringConvertible {
        let name: String
        let reason: String
        let formats: [RawArchive.Format]
        let entries: [Entry]

        init(_ name: String, _ reason: String, _ formats: [RawArchive.Format], _ entries: Entry...) {
            (self.name, self.reason, self.formats) = (name, reason, formats)
            self.entries = [.file("good")] + entries
        }

        var testDescription: String { name }
    }

    static let all = RawArchive.Format.allCases
    static let attacks = [
        Attack("an absolute path", "absolute path", all, .file("/tmp/datasets-attack")),
        Attack("dots", "leads out of the folder", all, .file("../attack")),
        Attack("dots within", "leads out of the folder", all, .file("a/../../attack")),
        Attack("dots that stay inside", "leads out of the folder", all, .file("a/../attack")),
        Attack("a folder of dots", "leads out of the folder", all, .folder("..")),
        Attack("dots in junk", "leads out of the folder", all, .file("__MACOSX/../../attack")),
        Attack(
            "a symbolic link", "symbolic link", all, Entry(name: Array("l".utf8), type: 0o120000, link: "/etc/passwd")),
        Attack(
            "a file behind a link", "symbolic link", all, Entry(name: Array("l".utf8), type: 0o120000, link: "/tmp"),
            .file("l/datasets-attack")),
        Attack("a hard link", "hard link", [.tar, .gnutar], Entry(name: Array("l".utf8), hardLink: "good")),
        Attack(
            "a hard link to outside", "hard link", [.tar, .gnutar],
            Entry(name: Array("l".utf8), hardLink: "/etc/passwd")),
        Attack("a character device", "neither", [.tar, .gnutar], Entry(name: Array("d".utf8), type: 0o020000)),
        Attack("a block device", "neither", [.tar, .gnutar], Entry(name: Array("d".utf8), type: 0o060000)),
        Attack("a pipe", "neither", [.tar, .gnutar], Entry(name: Array("p".utf8), type: 0o010000)),
        Attack("a name twice", "has the name of an entry before it", all, .file("good", "second")),
        Attack("a name twice, spelled otherwise", "has the name of an entry before it", all, .file("./good", "second")),
        Attack("a folder where a file is", "needs a folder", all, .file("good/x")),
        Attack("a folder of a file's name", "needs a folder", all, .folder("good")),
        Attack("a file where a folder is", "is a file where a folder is", all, .file("d/x"), .file("d")),
        Attack("a line feed", "control character", all, .file("a\nb")),
        Attack("an escape", "control character", all, .file("a\u{1B}[2Jb")),
        Attack("a C1 control", "control character", all, .file("a\u{9B}b")),
        Attack("a backslash", "backslash", [.tar, .gnutar], .file("..\\attack")),
        Attack("a long name", "more than 255 bytes", all, .file(String(repeating: "n", count: 256))),
        Attack("a long path", "more than 1,024 bytes", all, .file(String(repeating: "n/", count: 512) + "x")),
        Attack("depth", "more than 64 folders deep", all, .file(String(repeating: "n/", count: 64) + "x")),
        Attack("no name", "has no name", [.tar, .gnutar], .file("./.")),
        Attack("the note's name", "this program's own note", all, .file(".unpacked")),
        Attack("the note's name as a folder", "this program's own note", all, .file("./.UNPACKED/x")),
    ]

    @Test(arguments: attacks) func isRefused(_ attack: Attack) throws {
        for format in attack.formats {
            let folder = try TemporaryFolder()
            let archive = folder.file("x.archive")
            try RawArchive.write(attack.entries, format, to: archive)
            let before = try tree(folder.path)
            let found = try #require(failure { try Unpacker.bring(archive, to: folder.file("out")) }, "\(format)")
            #expect(found.location == archive && found.what.contains(attack.reason), "\(format): \(found)")
            #expect(found.what.utf8.allSatisfy { $0 >= 0x20 })
            #expect(try tree(folder.path) == before)
            #expect(!Path.exists("/tmp/datasets-attack"))
        }
    }

    /// The same from RAR, whose reader is another one.
    @Test(arguments: [
        ("../attack", 0o100644, "leads out of the folder"),
        ("../\u{301}attack", 0o100644, "leads out of the folder"), ("/tmp/datasets-attack", 0o100644, "absolute path"),
        ("l", 0o120777, "symbolic link"), ("good", 0o100644, "has the name of an entry before it"),
        ("p", 0o010644, "neither"),
    ]) func isRefusedInRAR(_ name: String, _ mode: UInt32, _ reason: String) throws {
        let folder = try TemporaryFolder()
        let bytes = RawArchive.rar([
            ("good", 0o100644, [1]), ("x", 0o100644, [2]), (name, mode, Array("/etc/passwd".utf8)),
        ])
        let archive = try folder.write(bytes, "x.rar")
        let before = try tree(folder.path)
        let found = try #require(failure { try Unpacker.bring(archive, to: folder.file("out")) })
        #expect(found.what.contains(reason), "\(found)")
        #expect(try tree(folder.path) == before)
    }

    @Test(arguments: [
        ("rar4_link.rar", "symbolic link"), ("rar5_hardlink.rar", "hard link"), ("rar4_encrypted.rar", "encrypted"),
    ]) func isRefusedInRealRAR(_ name: String, _ reason: String) throws {
        let folder = try TemporaryFolder()
        let archive = "\(Repository.root)/Tests/Fixtures/archives/\(name)"
        let found = try #require(failure { try Unpacker.bring(archive, to: folder.file("out")) })
        #expect(found.what.contains(reason), "\(found)")
        #expect(try tree(folder.path).isEmpty)
    }

    @Test func encryptedEntriesAreRefused() throws {
        let folder = try TemporaryFolder()
        try RawArchive.write([.file("secret")], .zip, to: folder.file("x.zip"), passphrase: "word")
        let found = try #require(failure { try Unpacker.bring(folder.file("x.zip"), to: folder.file("out")) })
        #expect(found.what.contains("'secret' is encrypted"))
    }

    @Test func moreThanTheLimitsIsRefused() throws {
        let folder = try TemporaryFolder()
        let archive = folder.file("x.tar.gz")
        try ArchiveWriter.write([("a", [UInt8](repeating: 0, count: 1 << 20)), ("b", [1]), ("c", [2])], to: archive)
        func reason(_ limits: Unpacker.Limits) throws -> String {
            let found = try #require(
                failure { try Unpacker.bring(archive, to: folder.file("out"), limits: limits) })
            #expect(try tree(folder.path).keys.sorted() == ["x.tar.gz"])
            return found.what
        }
        #expect(try reason(.init(entries: 2)).contains("more than 2 entries; c"))
        #expect(try reason(.init(file: 1 << 19)).contains("a inside it holds more than 524,288 bytes"))
        #expect(try reason(.init(total: (1 << 20) + 1)).contains("more than 1,048,577 bytes at c"))
        #expect(try reason(.init(ratio: 2, slack: 1000)).contains("at a"))
        try Unpacker.bring(archive, to: folder.file("out"), limits: .init(entries: 3, total: (1 << 20) + 2))
    }

    /// A tar that states a size it does not have, and one that holds far more than its own size.
    @Test func claimedSizesAreNotBelieved() throws {
        let folder = try TemporaryFolder()
        try RawArchive.write([.file("huge")], .gnutar, to: folder.file("x.tar"))
        let whole = [UInt8](try #require(FileManager.default.contents(atPath: folder.file("x.tar"))))
        for (size, reason) in [
            (1 << 50, "huge inside it holds more than"), (1 << 32, "bytes at huge"), (9_999, "whole"),
        ] {
            try folder.write(RawArchive.claiming(size, whole), "x.tar")
            let found = try #require(failure { try Unpacker.bring(folder.file("x.tar"), to: folder.file("out")) })
            #expect(found.what.contains(reason), "\(found)")
        }

        let bomb = folder.file("bomb.tar.bz2")
        try ArchiveWriter.write([("zeros", [UInt8](repeating: 0, count: 9 << 20))], to: bomb)
        let limits = Unpacker.Limits(slack: 8 << 20)
        let trap = try #require(failure { try Unpacker.bring(bomb, to: folder.file("out"), limits: limits) })
        #expect(trap.what.contains("at zeros") && trap.advice.contains("200 times"))
        #expect(try tree(folder.path).keys.sorted() == ["bomb.tar.bz2", "x.tar"])
    }

    @Test(arguments: ["x.tar", "x.tar.gz", "x.tar.bz2", "x.tar.xz", "x.zip"])
    func cutArchivesAreRefused(_ name: String) throws {
        let folder = try TemporaryFolder()
        let noise = (0..<40_000).map { UInt8(truncatingIfNeeded: ($0 &* $0 &* 2_654_435_761) >> 13) }
        try ArchiveWriter.write([("a", noise), ("b", noise), ("c", noise)], to: folder.file(name))
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder.file(name))))
        // The end of a plain tar is two blocks of zeros, whose lack it can bear.
        for count in [1, 3, 5, 7, 9].map({ bytes.count * $0 / 10 }) + (name == "x.tar" ? [] : [bytes.count - 40]) {
            let cut = try folder.write(Array(bytes[..<count]), "cut-" + name)
            let found = try #require(failure { try Unpacker.bring(cut, to: folder.file("out")) }, "\(count)")
            #expect(found.location == cut)
            #expect(!Path.exists(folder.file("out")))
        }
    }

    @Test func whatIsNoArchiveIsRefused() throws {
        let folder = try TemporaryFolder()
        for bytes: [UInt8] in [[], [0], Array("no archive at all".utf8), [UInt8](repeating: 0, count: 10_240)] {
            let path = try folder.write(bytes, "x.zip")
            let found = try #require(failure { try Unpacker.bring(path, to: folder.file("out")) })
            #expect(found.location == path)
        }
        #expect(throws: Failure.self) { try Unpacker.bring(folder.file("none.zip"), to: folder.file("out")) }
        try ArchiveWriter.write([("d/", [])], to: folder.file("y.zip"))
        let empty = try #require(failure { try Unpacker.bring(folder.file("y.zip"), to: folder.file("out")) })
        #expect(empty.what == "holds no files")
    }
}
