import CommandSupport
import Download
import Foundation
import Storage

/// One line for all downloads on a terminal; elsewhere a line for each quarter of the whole.
final class FetchProgress {
    private let files: [FetchFile]
    private let isQuiet: Bool
    private let bar: ProgressBar
    private let start = ContinuousClock().now
    /// Of the downloads that run: bytes that are there, of how many, and how many were there at first.
    private var running: [Int: (done: Int, total: Int?, first: Int)] = [:]
    private var ended: Set<Int> = []
    /// Bytes of downloads that have ended.
    private var endedBytes = 0
    private var cameBefore = 0
    private var quarters = 0

    init(_ files: [FetchFile], quiet: Bool) {
        self.files = files
        isQuiet = quiet
        bar = ProgressBar(quiet: quiet)
    }

    func show(_ number: Int, _ event: DownloadQueue.Event) {
        switch event {
        case .progress(let done, let total):
            running[number] = (done, total, min(running[number]?.first ?? done, done))
            draw()
        case .notice(let text): note("\(files[number].name): \(text)")
        case .finished, .failed:
            if let last = running.removeValue(forKey: number) {
                endedBytes += last.done
                cameBefore += last.done - last.first
            }
            ended.insert(number)
            // What is printed next begins on a line of its own.
            bar.clear()
        }
    }

    private func draw() {
        let done = endedBytes + running.values.reduce(0) { $0 + $1.done }
        // Files that have not begun count with their published size.
        let waiting = files.indices.filter { running[$0] == nil && !ended.contains($0) }
        let total =
            endedBytes + running.values.reduce(0) { $0 + max($1.total ?? $1.done, $1.done) }
            + waiting.reduce(0) { $0 + (files[$1].expected.size ?? 0) }
        let title = "fetching \(ended.count + 1) of \(files.count), MiB"
        // A line that is longer than the terminal is wide could not be drawn over.
        let room = max(0, (Terminal.width ?? 80) - title.count - 42)
        bar.draw(title, done: done >> 20, of: max(1, total >> 20), String(details().prefix(room)))
        guard !isQuiet, !ProgressBar.isTerminal, total > 0, done < total, done * 4 / total > quarters else { return }
        quarters = done * 4 / total
        note("fetching: \(grouped(done)) of \(grouped(total)) bytes")
    }

    /// How fast, and which files are on their way.
    private func details() -> String {
        let names = running.sorted { $0.key < $1.key }.map { number, state in
            state.total.map { "\(files[number].name) \(state.done * 100 / max(1, $0)) %" } ?? files[number].name
        }
        let came = cameBefore + running.values.reduce(0) { $0 + $1.done - $1.first }
        let seconds = max(0.1, (ContinuousClock().now - start) / .seconds(1))
        let speed = String(format: "%.1f", Double(came) / seconds / 1_048_576)
        return "\(speed) MiB/s, \(names.joined(separator: ", "))"
    }

    private func note(_ text: String) {
        guard !isQuiet else { return }
        bar.clear()
        Console.note(text)
    }
}
