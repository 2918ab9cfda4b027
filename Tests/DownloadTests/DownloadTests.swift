import Download
import Foundation
import Storage
import TestSupport
import Testing

/// Transfers from a server of this machine that behaves well, and badly.
@Suite struct DownloadTests {
    private let folder: TemporaryFolder
    private let file: Data
    private let digest: String

    init() throws {
        folder = try TemporaryFolder("download")
        file = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13) })
        digest = try Digest.of(file)
    }

    private var path: String { folder.file("weights/file.pth") }

    private func download(_ server: LoopbackServer, digest: String? = nil) -> Download {
        download(server.address + "/file.pth", digest: digest)
    }

    private func download(_ address: String, digest: String? = nil) -> Download {
        var download = Download(address: address, to: path, digestPrefix: digest ?? String(self.digest.prefix(8)))
        download.allowsLoopback = true
        download.limits.firstPauseSeconds = 0.01
        return download
    }

    private func content() -> Data? { FileManager.default.contents(atPath: path) }

    private func leftovers() throws -> [String] { try Path.files(below: folder.file("weights")) }

    /// The failure, which has to tell what can be done by hand.
    private func failure(_ download: Download) throws -> Failure {
        let failure = try #require(#expect(throws: Failure.self) { try download.run() })
        #expect(failure.location == path)
        #expect(failure.what.contains(download.address), "\(failure)")
        #expect(failure.advice.contains("Download \(download.address) in a browser and put it as file.pth into "))
        #expect(failure.advice.contains(folder.file("weights")))
        return failure
    }

    @Test func aFileComesWhole() throws {
        let server = try LoopbackServer(file: file)
        var seen: [(Int, Int?)] = []
        let found = try download(server, digest: digest).run(progress: { seen.append(($0, $1)) })
        #expect(found == digest && content() == file)
        #expect(try leftovers() == ["file.pth"])
        #expect(server.requests.map(\.start) == [nil])
        #expect(server.requests.first?.path == "/file.pth")
        #expect(seen.last?.0 == file.count && seen.allSatisfy { $0.1 == file.count })
        #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.0 < $1.0 })
    }

    @Test func anEmptyFileAndOneThatIsThereAreReplaced() throws {
        let empty = try LoopbackServer(file: Data())
        try AtomicFile.write(file, to: path)
        try download(empty, digest: try Digest.of("")).run()
        #expect(content() == Data())
        #expect(try leftovers() == ["file.pth"])
    }

    @Test func aCutTransferGoesOnWhereItWas() throws {
        let server = try LoopbackServer(file: file, cut: 100_000, cuts: 2)
        var notices: [String] = []
        let found = try download(server).run(notice: { notices.append($0) })
        #expect(found == digest && content() == file)
        #expect(server.requests.map(\.start) == [nil, 100_000, 200_000])
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"1\"", "\"1\""])
        #expect(notices.count == 2 && notices[1].contains("from byte 200000"), "\(notices)")
        #expect(try leftovers() == ["file.pth"])
    }

    /// New bytes are worth another attempt, however often the connection is lost.
    @Test func everyAttemptThatBringsSomethingCounts() throws {
        let server = try LoopbackServer(file: file, cut: 20_000, cuts: 14)
        var download = download(server)
        download.limits.attempts = 2
        #expect(try download.run() == digest)
        #expect(server.requests.map { $0.start ?? 0 } == (0..<15).map { $0 * 20_000 })
    }

    @Test func aLaterCallGoesOnWhereAnEarlierOneGaveUp() throws {
        let server = try LoopbackServer(file: file, cut: 70_000, cuts: 1)
        var download = download(server)
        download.limits.attempts = 1
        #expect(try failure(download).advice.contains("goes on after the 70000 bytes that are there"))
        #expect(content() == nil)
        #expect(try leftovers() == ["file.pth.part", "file.pth.part.origin"])
        #expect(try download.run() == digest)
        #expect(server.requests.map(\.start) == [nil, 70_000])
        #expect(try leftovers() == ["file.pth"])
    }

    @Test func aPartFromAnotherAddressIsNotUsed() throws {
        let server = try LoopbackServer(file: file, cut: 70_000, cuts: 1)
        var first = download(server)
        first.limits.attempts = 1
        _ = try failure(first)
        #expect(try download(server.address + "/other.pth").run() == digest)
        #expect(server.requests.map(\.start) == [nil, nil])
    }

    @Test func aServerWithoutRangesIsAskedFromTheStart() throws {
        let file = file
        let server = try LoopbackServer { request in
            var answer = LoopbackServer.whole(file)
            if request.number == 0 { answer.cut = 100_000 }
            return answer
        }
        #expect(try download(server).run() == digest)
        #expect(server.requests.map(\.start) == [nil, 100_000])
        #expect(content() == file)
    }

    @Test(arguments: [true, false])
    func aFileThatChangesIsFetchedAnew(theServerKnowsIfRange: Bool) throws {
        let (old, new) = (Data(file.reversed()), file)
        let server = try LoopbackServer { request in
            if request.number == 0 {
                var answer = LoopbackServer.whole(old, tag: "\"old\"")
                answer.cut = 100_000
                return answer
            }
            guard let start = request.start, !theServerKnowsIfRange else {
                return LoopbackServer.whole(new, tag: "\"new\"")
            }
            return LoopbackServer.rest(of: new, from: start, tag: "\"new\"")
        }
        #expect(try download(server).run() == digest)
        #expect(content() == file)
        #expect(server.requests.map(\.start) == [nil, 100_000] + (theServerKnowsIfRange ? [] : [nil]))
        #expect(server.requests[1].headers["if-range"] == "\"old\"")
    }

    @Test func withoutAnEntityTagTheDateServes() throws {
        let file = file
        let date = "Tue, 01 Mar 2022 10:00:00 GMT"
        let server = try LoopbackServer { request in
            var answer =
                request.start.map { LoopbackServer.rest(of: file, from: $0, tag: "W/\"weak\"") }
                ?? LoopbackServer.whole(file, tag: "W/\"weak\"")
            answer.headers["Last-Modified"] = date
            if request.number == 0 { answer.cut = 1000 }
            return answer
        }
        #expect(try download(server).run() == digest)
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, date])
    }

    /// A mixture of two files could not be told from the right one.
    @Test func withNeitherVersionNorDigestNothingIsResumed() throws {
        let server = try LoopbackServer(file: file, tag: nil, cut: 1000, cuts: 1)
        #expect(try download(server, digest: "").run() == digest)
        #expect(server.requests.map(\.start) == [nil, nil])
        let checked = try LoopbackServer(file: file, tag: nil, cut: 1000, cuts: 1)
        #expect(try download(checked).run() == digest)
        #expect(checked.requests.map(\.start) == [nil, 1000])
    }

    @Test func wrongBytesAreRemoved() throws {
        var wrong = file
        wrong[250_000] ^= 1
        let server = try LoopbackServer(file: wrong)
        let failure = try failure(download(server))
        #expect(failure.what.contains("sha256 \(try Digest.of(wrong)), which should begin with \(digest.prefix(8))"))
        #expect(try leftovers().isEmpty)
        // What was there before stays.
        try AtomicFile.write(file, to: path)
        _ = try self.failure(download(server))
        #expect(content() == file)
    }

    @Test func bytesThatAreNotWhatWasMeantAreRemoved() throws {
        let server = try LoopbackServer(file: file)
        var download = download(server, digest: "")
        let path = path
        download.inspect = { part in
            #expect(part != path && FileManager.default.contents(atPath: part)?.count == 300_000)
            throw Failure("is no checkpoint")
        }
        #expect(try failure(download).what.hasSuffix("was removed: is no checkpoint"))
        #expect(try leftovers().isEmpty)
    }

    @Test func aStallIsCut() throws {
        let file = file
        let server = try LoopbackServer { request in
            guard let start = request.start else {
                var answer = LoopbackServer.whole(file)
                (answer.cut, answer.stalls) = (50_000, true)
                return answer
            }
            return LoopbackServer.rest(of: file, from: start)
        }
        var download = download(server)
        download.limits.stallSeconds = 1
        let clock = ContinuousClock()
        let start = clock.now
        #expect(try download.run() == digest)
        let time = clock.now - start
        #expect(server.requests.map(\.start) == [nil, 50_000])
        // However busy the machine: the server would stall for ever.
        #expect(time > .milliseconds(900) && time < .seconds(120))
    }

    @Test(arguments: [
        "http://127.0.0.1/elsewhere", "http://example.org/file.pth", "file:///etc/passwd", "ftp://127.0.0.1/file.pth",
        "gopher://127.0.0.1/file.pth", "dict://127.0.0.1/",
    ])
    func redirectsToOtherProtocolsAreRefused(target: String) throws {
        let server = try LoopbackServer { _ in
            .init(status: 302, headers: ["Location": target, "Content-Length": "0"])
        }
        let failure = try failure(download(server))
        #expect(failure.what.contains(target) && failure.what.contains("https only"), "\(failure)")
        #expect(server.requests.count == 1)
        #expect(try leftovers().isEmpty)
    }

    @Test func aRedirectToHTTPSIsFollowed() throws {
        // Nothing listens on port 1.
        let server = try LoopbackServer { _ in
            .init(status: 302, headers: ["Location": "https://127.0.0.1:1/file.pth", "Content-Length": "0"])
        }
        var download = download(server)
        download.limits.attempts = 2
        let failure = try failure(download)
        #expect(failure.what.contains("port 1") && failure.what.contains("after 2 attempts"), "\(failure)")
        #expect(server.requests.count == 2)
    }

    @Test(arguments: [404, 403, 401, 410, 304])
    func aRefusalIsFinal(status: Int) throws {
        let server = try LoopbackServer { _ in
            .init(status: status, headers: ["Content-Length": "4"], body: Data("none".utf8))
        }
        #expect(try failure(download(server)).what.hasSuffix("the server answers with HTTP status \(status)"))
        #expect(server.requests.count == 1)
        #expect(try leftovers().isEmpty)
    }

    @Test(arguments: [429, 500, 503])
    func aBusyServerIsAskedAgain(status: Int) throws {
        let file = file
        let server = try LoopbackServer { request in
            request.number < 3 ? .init(status: status, body: Data("busy".utf8)) : LoopbackServer.whole(file)
        }
        #expect(try download(server).run() == digest)
        let busy = try LoopbackServer { _ in .init(status: status) }
        var download = download(busy)
        download.limits.attempts = 4
        #expect(try failure(download).what.hasSuffix("HTTP status \(status), after 4 attempts"))
        #expect(busy.requests.count == 4)
    }

    @Test func aBusyServerSaysHowLongToWait() throws {
        let file = file
        let server = try LoopbackServer { request in
            request.number == 0 ? .init(status: 503, headers: ["Retry-After": "1"]) : LoopbackServer.whole(file)
        }
        var notices: [String] = []
        try download(server).run(notice: { notices.append($0) })
        #expect(notices.count == 1 && notices[0].contains("trying again in 1 s"))
    }

    /// The announced bytes never come; asked for the rest, the server has none.
    @Test func aLengthThatIsTooLargeIsNoticed() throws {
        let file = file
        let server = try LoopbackServer { request in
            if let start = request.start { return LoopbackServer.rest(of: file, from: start) }
            var answer = LoopbackServer.whole(file)
            answer.headers["Content-Length"] = "\(file.count + 10)"
            return answer
        }
        #expect(try download(server).run() == digest)
        #expect(server.requests.map(\.start) == [nil, file.count])
        try AtomicFile.remove(path)
        let liar = try LoopbackServer { _ in
            var answer = LoopbackServer.whole(file)
            answer.headers["Content-Length"] = "\(file.count + 10)"
            return answer
        }
        var download = download(liar)
        download.limits.attempts = 3
        #expect(try failure(download).what.contains("after 3 attempts"))
        #expect(!Path.exists(path))
    }

    @Test func aLengthThatIsTooSmallIsNoticed() throws {
        let file = file
        let server = try LoopbackServer { _ in
            var answer = LoopbackServer.whole(file)
            answer.headers["Content-Length"] = "\(file.count - 10)"
            return answer
        }
        #expect(try failure(download(server)).what.contains(try Digest.of(file.dropLast(10))))
        #expect(try leftovers().isEmpty)
    }

    @Test(arguments: [true, false])
    func aFileThatIsTooLargeIsNotFetched(theServerTellsItsSize: Bool) throws {
        let file = file
        let server = try LoopbackServer { _ in
            var answer = LoopbackServer.whole(file)
            if !theServerTellsItsSize { answer.headers["Content-Length"] = nil }
            return answer
        }
        var download = download(server)
        download.limits.size = 100_000
        #expect(try failure(download).what.hasSuffix("the file is larger than 100000 bytes, which cannot be right"))
        #expect(server.requests.count == 1 && !Path.exists(path))
    }

    @Test(arguments: [
        "http://example.org/file.pth", "http://127.0.0.2/file.pth", "http://127.0.0.1.example.org/file.pth",
        "ftp://example.org/file.pth", "file:///etc/passwd", "http://127.0.0.1@example.org/file.pth", "file.pth", "",
    ])
    func otherProtocolsAreRefused(address: String) throws {
        let failure = try #require(#expect(throws: Failure.self) { try download(address).run() })
        #expect(failure.location == path && failure.what.hasPrefix("cannot be fetched from "))
        #expect(!Path.exists(folder.file("weights")))
    }

    @Test func namesAndPasswordsAreRefused() throws {
        let failure = try #require(
            #expect(throws: Failure.self) { try download("https://me:secret@example.org/file.pth").run() })
        #expect(!failure.what.contains("secret"))
    }

    @Test func plainAddressesOfThisMachineHaveToBeAllowed() throws {
        let server = try LoopbackServer(file: file)
        var download = download(server)
        download.allowsLoopback = false
        #expect(try failure(download).what.contains("https only"))
        #expect(server.requests.isEmpty)
    }

    /// Without a network there is no waiting.
    @Test(arguments: ["https://no-such-host.invalid/file.pth", "https://127.0.0.1:1/file.pth"])
    func anUnreachableServerIsReportedAtOnce(address: String) throws {
        var download = download(address)
        download.limits.firstPauseSeconds = 60
        #expect(try failure(download).what.hasPrefix("cannot be fetched from \(address): "))
        #expect(try leftovers().isEmpty)
    }

    @Test func twoProcessesDoNotFetchTheSameFile() throws {
        let server = try LoopbackServer(file: file)
        try AtomicFile.write("", to: path + ".part")
        let other = open(path + ".part", O_RDWR)
        #expect(flock(other, LOCK_EX) == 0)
        let failure = try #require(#expect(throws: Failure.self) { try download(server).run() })
        #expect(failure.what == "another process is fetching this file")
        close(other)
        #expect(try download(server).run() == digest)
    }

    @Test func aServersWordsAreFitForATerminal() throws {
        let server = try LoopbackServer { _ in
            .init(status: 302, headers: ["Location": "http://x/\u{1B}[31m", "Content-Length": "0"])
        }
        #expect(try !failure(download(server)).description.unicodeScalars.contains("\u{1B}"))
    }
}
