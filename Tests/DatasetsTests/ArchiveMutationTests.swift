import Datasets
import Foundation
import Storage
import TestSupport
import Testing

/// Damaged archives and MATLAB files: each gives content or a `Failure`, within a second of the processor, and
/// nothing outside the folder.
@Suite struct ArchiveMutationTests {
    private static let files: [(name: String, bytes: [UInt8])] = [
        ("set/", []), ("set/a.txt", Array("first".utf8)), ("set/b/c.bin", (0..<9_000).map { UInt8($0 % 251) }),
        ("set/ü.txt", [UInt8](repeating: 9, count: 600)), ("set/b/d", []),
    ]

    private static func fixture(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(Repository.root)/Tests/Fixtures/\(name)")))
    }

    @Test(arguments: ["x.tar", "x.tar.gz", "x.tar.bz2", "x.tar.xz", "x.zip", "rar4.rar", "rar5.rar", "own.rar"])
    func anArchiveIsUnpackedOrRefused(_ name: String) throws {
        let folder = try TemporaryFolder()
        let bytes: [UInt8]
        switch name {
        case "rar4.rar", "rar5.rar": bytes = try Self.fixture("archives/" + name)
        case "own.rar":
            bytes = RawArchive.rar(
                Self.files.filter { !$0.name.hasSuffix("/") }.map { ($0.name, 0o100644, Array($0.bytes.prefix(900))) })
        default:
            try ArchiveWriter.write(Self.files, to: folder.file(name))
            bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file(name))))
        }
        try FileManager.default.removeItem(atPath: folder.path)
        try AtomicFile.makeFolder(folder.file("in"))
        // What is unpacked lies two levels down, so that a step out of it would show.
        let mutations = Mutations(seed: 4)
        var (whole, slowest) = (0, Duration.zero)
        for number in 0..<Mutations.count {
            let path = try put(mutations.mutate(bytes, number: number), folder.file("in/x"))
            let found = failureOrError(&slowest) {
                try Unpacker.bring(path, to: folder.file("parent/out"))
                _ = try? ArchiveReader.read("a.txt", from: path, limit: 100)
            }
            if let found {
                #expect(found is Failure && (found as? Failure)?.location.isEmpty == false, "\(number): \(found)")
            }
            whole += found == nil ? 1 : 0
            let beside = try FileManager.default.contentsOfDirectory(atPath: folder.file("parent"))
            #expect(beside == (found == nil ? ["out"] : []), "\(number)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["in", "parent"])
            if found == nil { try FileManager.default.removeItem(atPath: folder.file("parent/out")) }
        }
        #expect(slowest < .seconds(1), "\(slowest)")
        report("\(name): \(whole) of \(Mutations.count) unpacked, slowest \(slowest)")
    }

    @Test func aMATLABFileIsReadOrRefused() throws {
        let folder = try TemporaryFolder()
        let fixtures = try ["train_list", "classes", "classes_packed"].map { try Self.fixture("mat/\($0).mat") }
        let mutations = Mutations(seed: 5)
        var outcomes: [String: Int] = [:]
        var slowest = Duration.zero
        for number in 0..<Mutations.count {
            let bytes = fixtures[number % fixtures.count]
            // The frame is checked before matio sees the file; half of the damage is put behind it.
            var damaged = mutations.mutate(Array(bytes[128...]), number: number)
            if number % 2 == 0 { damaged = Self.framed(damaged) }
            let path = try put(bytes[..<128] + damaged, folder.file("x.mat"))
            let found = failureOrError(&slowest) {
                let file = try MATFile(path: path)
                for name in file.names { _ = try? file.variable(name) }
            }
            #expect(found == nil || (found as? Failure)?.location == path, "\(number): \(String(describing: found))")
            let reason = (found as? Failure)?.what ?? "read"
            outcomes[reason.hasPrefix("only") ? "only some" : reason, default: 0] += 1
        }
        #expect(slowest < .seconds(1), "\(slowest)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.mat"])
        report("MATLAB: slowest \(slowest), \(outcomes.sorted { $0.value > $1.value })")
    }

    /// Makes the first element take all bytes.
    private static func framed(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 8 else { return bytes }
        let size = bytes.count - 8
        let kind = bytes[0] == 15 ? 15 : 14
        return [UInt8(kind), 0, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: size >> (8 * $0)) } + bytes[8...]
    }

    private func failureOrError(_ slowest: inout Duration, _ body: () throws -> Void) -> (any Error)? {
        var found: (any Error)?
        let time = ProcessorTime.of {
            do { try body() } catch { found = error }
        }
        slowest = max(slowest, time)
        return found
    }

    /// Writes without flushing, which takes longer than all the rest.
    private func put(_ bytes: [UInt8], _ path: String) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func report(_ text: String) {
        if ProcessInfo.processInfo.environment["WHICH_BACKBONE_REPORT"] != nil { print(text) }
    }
}
