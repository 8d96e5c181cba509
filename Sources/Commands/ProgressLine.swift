import Foundation

/// One line on standard error that is written over, if standard error is a terminal; else nothing.
public struct ProgressLine: Sendable {
    private let isShown: Bool

    public init(quiet: Bool) { isShown = !quiet && isatty(STDERR_FILENO) == 1 }

    /// Shows a text in place of the last.
    public func show(_ text: String) {
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
    }

    /// Takes the line away.
    public func clear() { show("") }
}

/// Writes a line to standard error.
public func printToStandardError(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
