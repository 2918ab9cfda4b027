import Foundation
import Storage
import TestSupport
import Testing

@Suite struct SumsTests {
    private struct Crash: Error {}

    private func write(_ text: String, _ name: String, _ folder: TemporaryFolder) throws {
        try AtomicFile.write(text, to: Path.join(folder.path, name))
    }

    @Test func sha256sumChecksTheList() throws {
        let folder = try TemporaryFolder("sums")
        try Sums.sealing(["b.h5", "a.csv"], in: folder.path) {
            try write("one", "a.csv", folder)
            try write("two", "b.h5", folder)
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sha256sum", "--strict", "-c", Sums.name]
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && text == "a.csv: OK\nb.h5: OK\n")
        #expect(try Sums(folder: folder.path).digests["a.csv"] == Digest.of("one"))
        try Sums.check("a.csv", digest: try Digest.of("one"), in: folder.path)
        try Sums.check("c", digest: try Digest.of("one"), in: folder.path)
        #expect(throws: Failure.self) { try Sums.check("a.csv", digest: try Digest.of("two"), in: folder.path) }
    }

    @Test("every line is true wherever the program is killed", arguments: 0...3)
    func killed(at step: Int) throws {
        let folder = try TemporaryFolder("sums")
        try Sums.sealing(["a", "b", "c"], in: folder.path) {
            for name in ["a", "b", "c"] { try write("old", name, folder) }
        }
        // Steps: nothing is written yet, one of two files is, both are; at 3 it is not killed.
        let names = ["a", "b"]
        do {
            try Sums.sealing(names, in: folder.path) {
                for (index, name) in names.enumerated() {
                    if step == index { throw Crash() }
                    try write("new", name, folder)
                }
                if step == 2 { throw Crash() }
            }
            #expect(step == 3)
        } catch is Crash {}
        let lines = try Sums(folder: folder.path).digests
        for (name, digest) in lines { #expect(try Digest.ofFile(Path.join(folder.path, name)) == digest) }
        #expect(lines.keys.sorted() == (step == 3 ? ["a", "b", "c"] : ["c"]))
        // The next start finds the files made and seals them; what has a line keeps it.
        try write("changed", "c", folder)
        try Sums.complete(["a", "b", "c"], in: folder.path)
        let completed = try Sums(folder: folder.path).digests
        #expect(completed.count == 3)
        #expect(try completed["c"] == Digest.of("old"))
        #expect(try completed["a"] == Digest.ofFile(Path.join(folder.path, "a")))
    }

    @Test func nothingIsSealedThatIsMissing() throws {
        let folder = try TemporaryFolder("sums")
        try write("one", "a", folder)
        try Sums.complete(["a", "b"], in: folder.path)
        try Sums.unseal(["a"], in: folder.path)
        #expect(!Path.exists(Path.join(folder.path, Sums.name)))
        try Sums.seal(["a"], in: folder.path)
        try Sums.unseal(["a"], in: folder.path)
        #expect(!Path.exists(Path.join(folder.path, Sums.name)))
        #expect(throws: Failure.self) { try Sums.seal(["b"], in: folder.path) }
    }

    @Test func aFlippedBitIsNeverRead() throws {
        let folder = try TemporaryFolder("sums")
        try Sums.sealing(["a.csv", "b.h5"], in: folder.path) {
            try write("one", "a.csv", folder)
            try write("two", "b.h5", folder)
        }
        let path = Path.join(folder.path, Sums.name)
        let (whole, bytes) = (try Sums(folder: folder.path), try FileBytes.read(path))
        var refused = 0
        for bit in stride(from: 0, to: 8 * bytes.count, by: 7) {
            var flipped = bytes
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            try Data(flipped).write(to: URL(fileURLWithPath: path))
            do {
                #expect(try Sums(folder: folder.path) != whole, "bit \(bit)")
            } catch is Failure {
                refused += 1
            }
        }
        #expect(refused > bytes.count / 7)
        // A list that cannot be read is given up when a file changes.
        try Data("rubbish\n".utf8).write(to: URL(fileURLWithPath: path))
        try Sums.complete(["a.csv"], in: folder.path)
        #expect(throws: Failure.self) { try Sums(folder: folder.path) }
        try Sums.sealing(["a.csv"], in: folder.path) { try write("three", "a.csv", folder) }
        #expect(try Sums(folder: folder.path).digests == ["a.csv": Digest.of("three")])
    }

    @Test func severalMaySealAtOnce() throws {
        let folder = try TemporaryFolder("sums")
        let path = folder.path
        let names = (0..<24).map { "figure\($0).csv" }
        DispatchQueue.concurrentPerform(iterations: names.count) { index in
            try? Sums.sealing([names[index]], in: path) {
                try Data(names[index].utf8).write(to: URL(fileURLWithPath: Path.join(path, names[index])))
            }
        }
        #expect(try Sums(folder: path).digests.keys.sorted() == names.sorted())
    }
}
