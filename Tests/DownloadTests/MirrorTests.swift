import Download
import Foundation
import Storage
import TestSupport
import Testing

/// What one server cannot give is asked of the next.
@Suite struct MirrorTests {
    private let folder: TemporaryFolder
    private let file = Data((0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) })
    private let digest: String
    private let kept = KeptServers()

    init() throws {
        folder = try TemporaryFolder("mirrors")
        digest = try Digest.of(file)
    }

    private var path: String { folder.file("file.zip") }

    private func download(_ servers: LoopbackServer...) -> Download {
        kept.keep(servers)
        var download = Download(
            address: servers[0].address + "/file.zip", to: path,
            expected: ExpectedBytes(size: file.count, sha256: digest))
        download.mirrors = servers.dropFirst().map { $0.address + "/copies/file.zip" }
        download.allowsLoopback = true
        download.limits.firstPauseSeconds = 0.01
        download.limits.attempts = 2
        return download
    }

    private func server(status: Int) throws -> LoopbackServer {
        try LoopbackServer { _ in .init(status: status, headers: ["Content-Length": "0"]) }
    }

    @Test(arguments: [404, 403, 500, 503])
    func aServerWithoutTheFileIsPassedOver(status: Int) throws {
        let (broken, good) = (try server(status: status), try LoopbackServer(file: file))
        var notices: [String] = []
        #expect(try download(broken, good).run(notice: { notices.append($0) }) == digest)
        #expect(good.requests.map(\.path) == ["/copies/file.zip"])
        #expect(notices.last?.contains("HTTP status \(status)") == true, "\(notices)")
        #expect(notices.last?.hasSuffix("trying \(good.address)/copies/file.zip") == true, "\(notices)")
        #expect(try Path.files(below: folder.path) == ["file.zip"])
    }

    @Test func theFirstOneIsEnough() throws {
        let (first, second) = (try LoopbackServer(file: file), try LoopbackServer(file: file))
        try download(first, second).run()
        #expect(second.requests.isEmpty)
    }

    @Test func wrongBytesAreAskedForElsewhere() throws {
        var wrong = file
        wrong[7] ^= 1
        let (liar, good) = (try LoopbackServer(file: wrong), try LoopbackServer(file: file))
        #expect(try download(liar, good).run() == digest)
        #expect(FileManager.default.contents(atPath: path) == file)
        // Nothing of the wrong bytes is used.
        #expect(good.requests.map(\.start) == [nil])
        #expect(try Path.files(below: folder.path) == ["file.zip"])
    }

    @Test func aRedirectToAnotherSchemeIsNotFollowedButPassedOver() throws {
        let turncoat = try LoopbackServer { _ in
            .init(status: 302, headers: ["Location": "file:///etc/passwd", "Content-Length": "0"])
        }
        let good = try LoopbackServer(file: file)
        #expect(try download(turncoat, good).run() == digest)
    }

    @Test func addressesThatMayNotBeFetchedArePassedOver() throws {
        let good = try LoopbackServer(file: file)
        var download = download(good)
        download.mirrors = ["http://example.org/file.zip", "ftp://example.org/file.zip"]
        #expect(try download.run() == digest)
        var reversed = Download(address: "http://example.org/a", to: path, expected: download.expected)
        reversed.mirrors = [download.address]
        reversed.allowsLoopback = true
        var notices: [String] = []
        #expect(try reversed.run(notice: { notices.append($0) }) == digest)
        #expect(notices.count == 1 && notices[0].contains("https only"), "\(notices)")
    }

    @Test func whereAllFailAllReasonsAreTold() throws {
        let (one, two) = (try server(status: 404), try server(status: 410))
        let download = download(one, two)
        let failure = try #require(#expect(throws: Failure.self) { try download.run() })
        for told in [one.address, two.address, "status 404", "status 410"] {
            #expect(failure.what.contains(told), "\(failure)")
        }
        #expect(failure.advice.contains("or the same from \(two.address)/copies/file.zip"), "\(failure)")
        #expect(try Path.files(below: folder.path).isEmpty)
    }

    /// The mirror does not have it either: what the first server gave stays, and a later call goes on there.
    @Test func aPartOutlivesAMirrorWithoutTheFile() throws {
        let file = file
        let first = try LoopbackServer { request in
            switch request.number {
            case 0:
                LoopbackServer.Answer(
                    headers: ["Content-Length": "\(file.count)", "ETag": "\"1\""], body: file, cut: 70_000)
            case 1: .init(status: 500)
            default: LoopbackServer.rest(of: file, from: request.start ?? 0)
            }
        }
        let second = try server(status: 404)
        let download = download(first, second)
        let failure = try #require(#expect(throws: Failure.self) { try download.run() })
        #expect(failure.advice.hasSuffix("goes on after the 70000 bytes that are there."), "\(failure)")
        #expect(try download.run() == digest)
        #expect(first.requests.map(\.start) == [nil, 70_000, 70_000])
        #expect(second.requests.count == 1)
    }

    /// The bytes that are there are the mirror's: it goes first the next time.
    @Test func aPartFromAMirrorIsUsed() throws {
        let first = try server(status: 404)
        let second = try LoopbackServer(file: file, cut: 70_000, cuts: 1)
        var download = download(first, second)
        download.limits.attempts = 1
        #expect(throws: Failure.self) { try download.run() }
        #expect(try download.run() == digest)
        #expect(second.requests.map(\.start) == [nil, 70_000])
        #expect(first.requests.count == 1)
    }

    /// Another server cannot help where nothing can be written.
    @Test func aFailureOfThisMachineIsNotAskedElsewhere() throws {
        let (first, second) = (try LoopbackServer(file: file), try LoopbackServer(file: file))
        try AtomicFile.write("a file where a folder is needed", to: folder.file("occupied"))
        var download = Download(
            address: first.address + "/f", to: folder.file("occupied/f"), expected: ExpectedBytes())
        download.mirrors = [second.address + "/f"]
        download.allowsLoopback = true
        #expect(throws: Failure.self) { try download.run() }
        #expect(first.requests.isEmpty && second.requests.isEmpty)
    }
}
