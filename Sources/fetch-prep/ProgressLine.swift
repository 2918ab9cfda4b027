import Foundation

/// Progress on standard error: a bar on a terminal, otherwise a line at every quarter.
final class ProgressLine {
    private let title: String
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var shown = -1

    init(_ title: String, quiet: Bool) {
        self.title = title
        isQuiet = quiet
    }

    func update(_ done: Int, of total: Int) {
        guard !isQuiet, total > 0 else { return }
        let percent = done * 100 / total
        let step = isTerminal ? percent : percent / 25 * 25
        guard step > shown, isTerminal || step > 0 else { return }
        shown = step
        if isTerminal {
            let bar = String(repeating: "#", count: percent * 30 / 100).padding(toLength: 30, withPad: ".", startingAt: 0)
            show("\r\(title) [\(bar)] \(done)/\(total)" + (done == total ? "\n" : ""))
        } else {
            show("\(title): \(done) of \(total)\n")
        }
    }

    private func show(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
