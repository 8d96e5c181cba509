import Files
import Glibc

/// Writes lines to standard error. Names of files and cases in them cannot steer a terminal.
public func printToStandardError(_ text: String) {
    writeToStandardError(text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map { String($0).withoutControls + "\n" }.joined())
}

/// Writes text to standard error; where that is impossible nobody is left to be told.
func writeToStandardError(_ text: String) {
    var rest = ArraySlice(text.utf8)
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        rest = rest.dropFirst(count)
    }
}
