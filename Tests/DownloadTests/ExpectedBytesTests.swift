import Download
import Foundation
import Storage
import TestSupport
import Testing

/// Sizes and digests that are known beforehand.
@Suite struct ExpectedBytesTests {
    private let folder: TemporaryFolder
    private let file = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) })
    private let sha256: String
    private let md5: String
    private let kept = KeptServers()

    init() throws {
        folder = try TemporaryFolder("expected")
        sha256 = try Digest.of(file)
        try AtomicFile.write(file, to: folder.file("original"))
        md5 = try Digest.ofFile(folder.file("original"), algorithm: .md5)
    }

    private var path: String { folder.file("file.tar") }

    private func download(_ server: LoopbackServer, _ expected: ExpectedBytes) -> Download {
        kept.keep([server])
        var download = Download(address: server.address + "/file.tar", to: path, expected: expected)
        download.allowsLoopback = true
        download.limits.firstPauseSeconds = 0.01
        return download
    }

    @Test func aFileIsComparedInOnePass() throws {
        let all = ExpectedBytes(size: file.count, sha256: sha256.uppercased(), md5: md5.uppercased())
        #expect(try all.compare(folder.file("original")) == (sha256, nil))
        #expect(all.hasDigest && !ExpectedBytes(size: 1).hasDigest && ExpectedBytes(md5: md5).hasDigest)
        let other = try Digest.of("other")
        for (expected, words) in [
            (ExpectedBytes(size: 5, sha256: sha256), "has 200,000 bytes, which should be 5"),
            (ExpectedBytes(sha256: other), "has the sha256 \(sha256), which should be \(other)"),
            (ExpectedBytes(sha256: "0123"), "has the sha256 \(sha256), which should begin with 0123"),
            (ExpectedBytes(sha256: sha256, md5: String(repeating: "0", count: 32)), "has the md5 \(md5), which should"),
        ] {
            #expect(try expected.compare(folder.file("original")).complaint?.hasPrefix(words) == true, "\(words)")
        }
        #expect(throws: Failure.self) { try all.compare(folder.file("none")) }
    }

    @Test func whatIsExpectedComes() throws {
        let server = try LoopbackServer(file: file, cut: 50_000, cuts: 1)
        var totals: Set<Int?> = []
        let found = try download(server, ExpectedBytes(size: file.count, sha256: sha256, md5: md5))
            .run(progress: { totals.insert($1) })
        #expect(found == sha256 && totals == [file.count])
        #expect(FileManager.default.contents(atPath: path) == file)
    }

    /// A wrong size is seen before the first byte is kept.
    @Test(arguments: [199_999, 200_001, 0])
    func anotherSizeIsRefusedAtOnce(size: Int) throws {
        let server = try LoopbackServer(file: file)
        let failure = #expect(throws: Failure.self) {
            try download(server, ExpectedBytes(size: size, sha256: sha256)).run()
        }
        #expect(failure?.what.hasSuffix("the server's file has 200000 bytes, which should be \(size)") == true)
        #expect(server.requests.count == 1)
        #expect(try Path.files(below: folder.path) == ["original"])
    }

    @Test func moreThanExpectedIsRefused() throws {
        let file = file
        let server = try LoopbackServer { _ in .init(body: file) }
        let failure = #expect(throws: Failure.self) {
            try download(server, ExpectedBytes(size: 100_000, sha256: sha256)).run()
        }
        #expect(failure?.what.hasSuffix("the file is larger than 100000 bytes, which cannot be right") == true)
    }

    /// A server that does not tell the length, and closes the connection early.
    @Test func lessThanExpectedIsSeenWithoutALength() throws {
        let file = file
        let server = try LoopbackServer { request in
            if let start = request.start { return LoopbackServer.rest(of: file, from: start) }
            return .init(headers: ["ETag": "\"1\""], body: file, cut: 60_000)
        }
        #expect(try download(server, ExpectedBytes(size: file.count)).run() == sha256)
        #expect(server.requests.map(\.start) == [nil, 60_000])
    }

    @Test func aWrongMD5IsNoticed() throws {
        var wrong = file
        wrong[100] ^= 1
        let server = try LoopbackServer(file: wrong)
        let failure = #expect(throws: Failure.self) {
            try download(server, ExpectedBytes(size: file.count, md5: md5)).run()
        }
        #expect(
            failure?.what.contains("which should be \(md5); it was removed") == true, "\(String(describing: failure))")
        #expect(try Path.files(below: folder.path) == ["original"])
    }

    /// An MD5 finds a mixture of two versions as well as a SHA-256 does, so that a part may be used.
    @Test func anMD5IsEnoughToGoOn() throws {
        let server = try LoopbackServer(file: file, tag: nil, cut: 1000, cuts: 1)
        #expect(try download(server, ExpectedBytes(md5: md5)).run() == sha256)
        #expect(server.requests.map(\.start) == [nil, 1000])
    }
}
