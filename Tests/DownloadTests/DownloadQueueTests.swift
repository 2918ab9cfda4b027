import Download
import Foundation
import Storage
import TestSupport
import Testing

/// Several files at once.
@Suite struct DownloadQueueTests {
    private let folder: TemporaryFolder
    private let file = Data((0..<150_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    private let digest: String

    init() throws {
        folder = try TemporaryFolder("queue")
        digest = try Digest.of(file)
    }

    private func downloads(_ names: [String], from server: LoopbackServer) -> [Download] {
        names.map { name in
            var download = Download(
                address: "\(server.address)/\(name)", to: folder.file(name), digestPrefix: digest)
            download.allowsLoopback = true
            download.limits.firstPauseSeconds = 0.01
            download.limits.attempts = 2
            return download
        }
    }

    @Test(arguments: [1, 2, 8])
    func allFilesCome(workers: Int) throws {
        let server = try LoopbackServer(file: file, cut: 40_000, cuts: 3)
        let names = (0..<5).map { "file\($0)" }
        var finished: [Int] = []
        var last: [Int: Int] = [:]
        DownloadQueue.run(downloads(names, from: server), workers: workers) { number, event in
            switch event {
            case .progress(let done, let total):
                #expect(total == 150_000 && done >= last[number] ?? 0 && !finished.contains(number))
                last[number] = done
            case .notice(let text): #expect(text.contains("trying again"))
            case .finished(let sha256):
                #expect(sha256 == digest && last[number] == 150_000)
                finished.append(number)
            case .failed(let failure): Issue.record("\(failure)")
            }
        }
        #expect(finished.sorted() == Array(0..<5))
        if workers == 1 { #expect(finished == Array(0..<5)) }
        #expect(try Path.files(below: folder.path) == names)
        #expect(server.requests.count == 8)
    }

    /// Each of two answers waits for the other request: one at a time would never end.
    @Test func twoFilesAreFetchedAtTheSameTime() throws {
        let file = file
        let both = DispatchGroup()
        both.enter()
        both.enter()
        // A server for each file, because one of them answers one request after the other.
        let servers = try (0..<2).map { _ in
            try LoopbackServer { _ in
                both.leave()
                return both.wait(timeout: .now() + 60) == .success ? LoopbackServer.whole(file) : .init(status: 404)
            }
        }
        let pair = servers.enumerated().flatMap { downloads(["file\($0)"], from: $1) }
        var finished = 0
        DownloadQueue.run(pair, workers: 2) { _, event in
            switch event {
            case .finished: finished += 1
            case .failed(let failure): Issue.record("\(failure)")
            case .progress, .notice: break
            }
        }
        #expect(finished == 2 && servers.map(\.requests.count) == [1, 1])
    }

    @Test func oneThatFailsStopsNoOther() throws {
        let file = file
        let server = try LoopbackServer { request in
            request.path == "/bad" ? .init(status: 404) : LoopbackServer.whole(file)
        }
        var failures: [Int: Failure] = [:]
        DownloadQueue.run(downloads(["good", "bad", "better"], from: server), workers: 2) { number, event in
            if case .failed(let failure) = event { failures[number] = failure }
        }
        #expect(failures.keys.sorted() == [1] && failures[1]?.what.contains("status 404") == true)
        #expect(try Path.files(below: folder.path) == ["better", "good"])
    }

    @Test func withoutFilesNothingHappens() {
        DownloadQueue.run([], workers: 3) { _, _ in Issue.record("no event is expected") }
    }

    @Test func theFreeSpaceIsComparedWithWhatIsToCome() throws {
        func download(_ name: String, _ size: Int?) -> Download {
            Download(address: "https://example.org", to: folder.file(name), expected: ExpectedBytes(size: size))
        }
        // Half of the first one is there.
        try AtomicFile.write(Data(count: 500), to: folder.file("new/one.part"))
        let all = [download("new/one", 1000), download("new/two", 2000), download("other/three", nil)]
        try DiskSpace.require(for: all, available: { _ in 2500 })
        let failure = try #require(
            #expect(throws: Failure.self) { try DiskSpace.require(for: all, available: { _ in 1000 }) })
        #expect(failure.what.contains("lacks 1,500 bytes: 2,500 are to be fetched, and 1,000 are free"), "\(failure)")
        #expect(failure.location == folder.file("new") && failure.advice.contains("another disk"))
        #expect(!Path.exists(folder.file("other")))

        // The disk of this test, below folders that are not there yet.
        let free = try DiskSpace.available(at: folder.file("a/b/c"))
        #expect(free > 0)
        try DiskSpace.require(for: [download("a/b/c", 1)])
        #expect(throws: Failure.self) { try DiskSpace.require(for: [download("a/b/c", Int.max / 2)]) }
    }
}
