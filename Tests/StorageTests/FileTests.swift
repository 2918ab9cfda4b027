import Foundation
import Storage
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    @Test func aFileAppearsWholeAndFoldersAreMade() throws {
        let folder = try TemporaryFolder("atomic")
        let path = folder.file("a/b/c.txt")
        try AtomicFile.write("content\n", to: path)
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "content\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("a/b")) == ["c.txt"])
    }

    @Test func aFailedWriteLeavesTheOldFileAndNoOther() throws {
        let folder = try TemporaryFolder("atomic")
        let path = folder.file("x.txt")
        try AtomicFile.write("old", to: path)
        #expect(throws: Failure.self) {
            try AtomicFile.write(to: path) { temporary in
                try Data("half".utf8).write(to: URL(fileURLWithPath: temporary))
                throw Failure("no more")
            }
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.txt"])
    }

    @Test func leftoversOfDeadProcessesAreRemovedAndOthersStay() throws {
        let folder = try TemporaryFolder("atomic")
        // A process that has ended, and one that lives.
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        let dead = folder.file(".x.txt.partial-\(process.processIdentifier)")
        let alive = folder.file(".x.txt.partial-1")
        for path in [dead, alive] { try Data().write(to: URL(fileURLWithPath: path)) }
        try AtomicFile.write("new", to: folder.file("x.txt"))
        #expect(!Path.exists(dead))
        #expect(Path.exists(alive))
        try Data().write(to: URL(fileURLWithPath: dead))
        try AtomicFile.remove(folder.file("x.txt"))
        #expect(!Path.exists(dead) && !Path.exists(folder.file("x.txt")))
    }

    @Test func aFolderThatCannotBeMadeIsNamed() throws {
        let folder = try TemporaryFolder("atomic")
        try AtomicFile.write("a file", to: folder.file("x"))
        #expect {
            try AtomicFile.write("b", to: folder.file("x/y"))
        } throws: { error in
            "\(error)".contains(folder.file("x"))
        }
    }

    @Test func aFullDiskIsReportedAndLeavesNoFile() throws {
        // /dev/full fails every write as a full disk does.
        let folder = try TemporaryFolder("atomic")
        #expect {
            try AtomicFile.write(to: folder.file("never-made")) { _ in
                let full = open("/dev/full", O_WRONLY)
                defer { close(full) }
                if write(full, "x", 1) < 0 { throw Failure.system("cannot write", at: "x", errno: errno) }
            }
        } throws: { error in
            "\(error)".contains("disk is full")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
}

@Suite struct DigestTests {
    // FIPS 180-2, appendix B; RFC 1321, appendix A.5.
    @Test func knownAnswers() throws {
        #expect(try Digest.of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(try Digest.of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func ofAFileLongerThanAPiece() throws {
        let folder = try TemporaryFolder("digest")
        let data = Data((0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        try AtomicFile.write(data, to: folder.file("x"))
        #expect(try Digest.ofFile(folder.file("x")) == Digest.of(data))
        #expect(throws: Failure.self) { try Digest.ofFile(folder.file("y")) }
    }
}

@Suite struct CSVTests {
    @Test func fieldsOfAllKindsComeBack() throws {
        let table = CSVTable(
            comments: [("host", "a, b"), ("input x", "1")], columns: ["a", "b c", "d"],
            rows: [["1", "x,y", "say \"hi\""], ["", "line\nbreak", "#no comment"]])
        let back = try CSVTable(text: table.text, name: "test")
        #expect(back == table)
        #expect(back.comment("host") == "a, b")
        #expect(back.records[0]["b c"] == "x,y")
    }

    /// A comment's value is one line, whatever ends lines in it.
    @Test(arguments: ["\n", "\r", "\r\n", "\u{85}", "\u{2028}", "\u{2029}"])
    func commentsStayOnTheirLine(_ end: String) throws {
        let table = CSVTable(comments: [("host", "a\(end)b,c")], columns: ["a"], rows: [["1"]])
        let back = try CSVTable(text: table.text, name: "test")
        #expect(back.comment("host") == "a b,c" && back.rows == [["1"]])
    }

    @Test(arguments: [("a,b\n1\n", "1 fields"), ("", "header"), ("a,a\n1,2\n", "twice")])
    func unfitTablesAreRefused(_ text: String, _ told: String) {
        #expect {
            try CSVTable(text: text, name: "x.csv")
        } throws: { error in
            "\(error)".contains("x.csv") && "\(error)".contains(told)
        }
    }

    @Test func bytesThatAreNoTextAreRefused() throws {
        let folder = try TemporaryFolder("csv")
        try AtomicFile.write(Data([0x61, 0xFF, 0xFE]), to: folder.file("x.csv"))
        #expect(throws: Failure.self) { try CSVTable(path: folder.file("x.csv")) }
    }
}
