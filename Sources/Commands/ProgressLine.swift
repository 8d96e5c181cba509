import Glibc

/// One line on standard error that is written over, if standard error is a terminal; else nothing.
public struct ProgressLine: Sendable {
    /// Whether a text is seen by anyone.
    public let isShown: Bool

    public init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

    /// Shows a text in place of the last.
    public func show(_ text: String) {
        if isShown { writeToStandardError("\r\u{1B}[K\(text)") }
    }

    /// Takes the line away.
    public func clear() { show("") }
}
