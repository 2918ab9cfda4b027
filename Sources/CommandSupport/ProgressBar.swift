import Foundation

/// A line on standard error that tells how far long work is: rewritten in place on a terminal, not
/// shown elsewhere.
public final class ProgressBar {
    /// Whether standard error is a terminal.
    public static let isTerminal = isatty(STDERR_FILENO) == 1

    private let isShown: Bool
    private var lastTime = ContinuousClock().now
    private var isDrawn = false

    public init(quiet: Bool) { isShown = Self.isTerminal && !quiet }

    /// Draws the bar, at most ten times a second.
    ///
    /// - Parameters:
    ///   - title: before the bar.
    ///   - detail: behind the bar.
    public func draw(_ title: String, done: Int, of total: Int, _ detail: @autoclosure () -> String = "") {
        guard isShown, total > 0 else { return }
        let now = ContinuousClock().now
        guard done == total || !isDrawn || now - lastTime > .milliseconds(100) else { return }
        (lastTime, isDrawn) = (now, true)
        let width = 24
        let full = done * width / total
        let bar = String(repeating: "#", count: full) + String(repeating: ".", count: width - full)
        write("\r\u{1B}[K\(title) [\(bar)] \(done)/\(total) \(detail())")
    }

    /// Removes the bar, so that a line can be printed.
    public func clear() {
        guard isDrawn else { return }
        write("\r\u{1B}[K")
        isDrawn = false
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
