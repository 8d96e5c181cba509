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
        try process.run()
    }

    /// Waits until the program has written something to standard error; nil if it ended without.
    package func firstErrors() -> String? {
        let data = errors.fileHandleForReading.availableData
        return data.isEmpty ? nil : String(decoding: data, as: UTF8.self)
    }

    package func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for the end. Programs write less than a pipe holds, so one stream can be read after the other.
    package func outcome() -> Program.Outcome {
        let errors = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let output = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let wasSignalled = process.terminationReason == .uncaughtSignal
        return Program.Outcome(status: process.terminationStatus + (wasSignalled ? 128 : 0), output: output, errors: errors)
    }
}
