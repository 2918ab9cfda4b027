import Foundation
import Storage

/// Several files at once, each by one of a few threads.
public enum DownloadQueue {
    public enum Event: Sendable {
        /// The bytes that are there, and of how many where that is known.
        case progress(done: Int, total: Int?)
        /// A sentence before a further attempt.
        case notice(String)
        case finished(sha256: String)
        case failed(Failure)
    }

    /// Fetches the files, in their order as threads become free. A file that fails stops no other.
    ///
    /// - Parameters:
    ///   - downloads: to different paths.
    ///   - workers: how many at once, one or more.
    ///   - event: is told of a download by its place in the list, on the calling thread; of progress about
    ///     ten times a second, and at the end `finished` or `failed` once for each.
    public static func run(_ downloads: [Download], workers: Int, event: (_ download: Int, Event) -> Void) {
        let count = min(max(workers, 1), downloads.count)
        let board = Board(downloads: downloads.count, workers: count)
        for _ in 0..<count {
            Thread.detachNewThread {
                while let number = board.take() {
                    board.post(number, outcome(of: downloads[number], number, board))
                }
                board.leave()
            }
        }
        while let events = board.wait() {
            for (number, what) in events { event(number, what) }
        }
    }

    private static func outcome(of download: Download, _ number: Int, _ board: Board) -> Event {
        do {
            return .finished(
                sha256: try download.run(
                    progress: { board.update(number, .progress(done: $0, total: $1)) },
                    notice: { board.post(number, .notice($0)) }))
        } catch {
            return .failed(error as? Failure ?? Failure("\(error)", at: download.path))
        }
    }
}

/// What the threads tell the one that waits for them.
private final class Board: @unchecked Sendable {
    typealias Entry = (Int, DownloadQueue.Event)

    private let condition = NSCondition()
    private let downloads: Int
    private var next = 0
    private var workers: Int
    private var entries: [Entry] = []
    /// The latest progress of each download, which replaces what was not looked at.
    private var progress: [Int: DownloadQueue.Event] = [:]

    init(downloads: Int, workers: Int) {
        self.downloads = downloads
        self.workers = workers
    }

    /// The next download to begin; nil where none is left.
    func take() -> Int? {
        condition.withLock {
            guard next < downloads else { return nil }
            next += 1
            return next - 1
        }
    }

    func update(_ download: Int, _ event: DownloadQueue.Event) {
        condition.withLock { progress[download] = event }
    }

    func post(_ download: Int, _ event: DownloadQueue.Event) {
        condition.withLock {
            // What happened before stays before.
            if let last = progress.removeValue(forKey: download) { entries.append((download, last)) }
            entries.append((download, event))
            condition.signal()
        }
    }

    /// A thread has ended.
    func leave() {
        condition.withLock {
            workers -= 1
            condition.signal()
        }
    }

    /// What is new, a tenth of a second later at most; nil after all threads have ended.
    func wait() -> [Entry]? {
        condition.withLock {
            if entries.isEmpty && workers > 0 { _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1)) }
            let new = entries + progress.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
            (entries, progress) = ([], [:])
            return new.isEmpty && workers == 0 ? nil : new
        }
    }
}
