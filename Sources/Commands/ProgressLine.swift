import Files
import Glibc

/// One line on standard error that is written over, if standard error is a terminal; else nothing.
public struct ProgressLine: Sendable {
    /// Whether a text is seen by anyone.
    public let isShown: Bool

    public init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

    /// Shows a text in place of the last, as much of it as one line of the terminal holds: a longer one could not be written over.
    public func show(_ text: String) {
        if isShown { writeToStandardError("\r\u{1B}[K\(text.withoutControls.prefix(columns))") }
    }

    /// The columns of the terminal, less one, where some of them break the line; all the text where it does not tell.
    private var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return Int.max }
        return Int(size.ws_col) - 1
    }

    /// Takes the line away.
    public func clear() { show("") }
}
