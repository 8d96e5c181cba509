import Glibc

/// Standard input, output and error of the process.
enum StandardStreams {
    /// Opens /dev/null for each of the three that was closed at the start: else the next file opened gets its number, and messages would
    /// be written into that file.
    static func reserve() {
        while true {
            let descriptor = open("/dev/null", O_RDWR)
            guard descriptor >= 0 else { return }
            if descriptor > STDERR_FILENO {
                close(descriptor)
                return
            }
        }
    }

    /// Writes out what was printed; false, with `errno`, if it did not arrive.
    static func flush() -> Bool { fflush(nil) == 0 }
}

/// Writes a line to standard error.
public func printToStandardError(_ text: String) { writeToStandardError("\(text)\n") }

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
