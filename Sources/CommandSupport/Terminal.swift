import Foundation

/// The terminal that a program prints to.
public enum Terminal {
    /// The columns of standard output; nil where it is no terminal.
    public static var width: Int? {
        var size = winsize()
        guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return nil
        }
        return Int(size.ws_col)
    }
}
