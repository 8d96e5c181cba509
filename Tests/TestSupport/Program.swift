import Foundation

/// One of the built programs, run as a user runs it.
package struct Program: Sendable {
    package static let infer = Program("metakd-infer")
    package static let train = Program("metakd-train")
    package static let bench = Program("metakd-bench")

    package let name: String
    /// The program's file.
    package let path: String

    /// The programs lie beside the tests that run.
    private init(_ name: String) {
        self.name = name
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        path = URL(fileURLWithPath: tests ?? Repository.path(".build/release/tests")).deletingLastPathComponent().appendingPathComponent(name).path
    }

    /// How a run ended.
    package struct Outcome: Sendable {
        /// The exit status, or 128 + the signal that ended the run.
        package var status: Int32
        /// All that was written to standard output and to standard error.
        package var output: String
        package var errors: String

        /// The lines on standard error.
        package var errorLines: [Substring] { errors.split(separator: "\n") }
    }

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - environment: Variables over those of the tests.
    ///   - folder: The current folder of the run; nil for that of the tests.
    package func run(_ arguments: [String], environment: [String: String] = [:], in folder: String? = nil) throws -> Outcome {
        try start(arguments, environment: environment, in: folder).outcome()
    }

    package func run(_ arguments: String..., environment: [String: String] = [:], in folder: String? = nil) throws -> Outcome {
        try run(arguments, environment: environment, in: folder)
    }

    /// Runs the program with a terminal as standard error.
    ///
    /// - Parameter columns: Of the terminal; 0 for one that does not tell.
    package func runOnTerminal(_ arguments: [String], columns: UInt16 = 0) throws -> Outcome {
        let (terminal, end) = try Program.terminal()
        var size = winsize(ws_row: 0, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard ioctl(end, UInt(TIOCSWINSZ), &size) == 0 else { throw POSIXError(.ENOTTY) }
        defer { close(terminal) }
        let process = Process(), output = Pipe()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = FileHandle(fileDescriptor: end)
        try process.run()
        close(end)
        let watchdog = RunningProgram.watch(process)
        defer { watchdog.cancel() }
        var shown: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        // Reading fails when the program has ended and nothing is left.
        while case let count = read(terminal, &piece, piece.count), count > 0 { shown += piece[..<count] }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, output: text, errors: String(decoding: shown, as: UTF8.self))
    }

    /// Both ends of a terminal. Linux's numbers stand here because Swift sees neither `posix_openpt` nor the macros of its steps.
    private static func terminal() throws -> (Int32, Int32) {
        let (unlock, number) = (UInt(0x4004_5431), UInt(0x8004_5430))
        var (locked, index) = (Int32(0), Int32(0))
        let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard terminal >= 0, ioctl(terminal, unlock, &locked) == 0, ioctl(terminal, number, &index) == 0 else { throw POSIXError(.ENOTTY) }
        let end = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard end >= 0 else { throw POSIXError(.ENOTTY) }
        return (terminal, end)
    }

    /// Starts the program.
    package func start(_ arguments: [String], environment: [String: String] = [:], in folder: String? = nil) throws -> RunningProgram {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("METAKD_MODEL") }.merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        return try RunningProgram(process)
    }

    /// Runs a line of shell in which `$PROGRAM` is the program, for what only a shell can set up: closed streams, pipes, limits.
    package func shell(_ line: String, environment: [String: String] = [:], in folder: String? = nil) throws -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }.merging(["PROGRAM": path]) { $1 }
        if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
        return try RunningProgram(process).outcome()
    }
}

/// A program on its way.
package final class RunningProgram {
    private let process: Process
    private let (output, errors) = (Pipe(), Pipe())

    init(_ process: Process) throws {
        self.process = process
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try RunningProgram.withoutBlockedSignals { try process.run() }
    }

    /// Tests run on threads that block all signals, which a child would inherit.
    private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
        var (none, former) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        try body()
    }

    /// Waits until the program has written something to standard error; nil if it ended without.
    package func firstErrors() -> String? {
        let data = errors.fileHandleForReading.availableData
        return data.isEmpty ? nil : String(decoding: data, as: UTF8.self)
    }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Ends a program that does not end by itself, so that its test fails rather than waits.
    static func watch(_ process: Process) -> DispatchWorkItem {
        let number = process.processIdentifier
        let watchdog = DispatchWorkItem { kill(number, SIGKILL) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 120, execute: watchdog)
        return watchdog
    }

    /// Waits for the end. Programs write less than a pipe holds, so one stream can be read after the other.
    package func outcome() -> Program.Outcome {
        let watchdog = RunningProgram.watch(process)
        defer { watchdog.cancel() }
        let errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Program.Outcome(status: process.terminationStatus + (wasSignalled ? 128 : 0), output: output, errors: errors)
    }
}
