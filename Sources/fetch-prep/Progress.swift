import CommandSupport
import Foundation

/// Progress on standard error: a bar on a terminal, otherwise a line at every quarter.
final class Progress {
    private let title: String
    private let isQuiet: Bool
    private let bar: ProgressBar
    private var quarters = 0

    init(_ title: String, quiet: Bool) {
        self.title = title
        isQuiet = quiet
        bar = ProgressBar(quiet: quiet)
    }

    /// A line about something unusual.
    func note(_ text: String) {
        guard !isQuiet else { return }
        bar.clear()
        FileHandle.standardError.write(Data("\(title): \(text)\n".utf8))
    }

    func update(_ done: Int, of total: Int) {
        bar.draw(title, done: done, of: total)
        if done == total { bar.clear() }
        guard !isQuiet, !ProgressBar.isTerminal, total > 0, done * 4 / total > quarters else { return }
        quarters = done * 4 / total
        FileHandle.standardError.write(Data("\(title): \(done) of \(total)\n".utf8))
    }
}
