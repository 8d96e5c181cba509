import ArgumentParser
@preconcurrency import Glibc
import Workflow

/// Runs a program's command and ends it with the exit code that its outcome asks for.
public enum CommandRunner {
    /// Parses the arguments, runs the command, exits. An error is its description on standard error, never a stack trace.
    public static func run(_ program: any ParsableCommand.Type, _ arguments: [String] = Array(CommandLine.arguments.dropFirst())) -> Never {
        do {
            var command = try program.parseAsRoot(arguments)
            try command.run()
        } catch let error as any ExitCoded {
            report("\(program._commandName): \(error)", error.programExit)
        } catch let code as ExitCode {
            finish(program, code.rawValue)
        } catch {
            end(program, error)
        }
        finish(program, ProgramExit.done.rawValue)
    }

    /// Ends with what the parser has to say: help, a version, or what is wrong with the arguments.
    private static func end(_ program: any ParsableCommand.Type, _ error: any Error) -> Never {
        let name = program._commandName
        switch program.exitCode(for: error) {
        case .success:
            print(program.fullMessage(for: error))
            finish(program, ProgramExit.done.rawValue)
        case .validationFailure: report("\(name): \(program.message(for: error)); see `\(name) --help`", .usage)
        default: report("\(name): failed for a reason that it should have known (\(error)); please report this", .internalFault)
        }
    }

    /// What was printed has to arrive: a full disk may show only when the last of it is written, or have shown before.
    private static func finish(_ program: any ParsableCommand.Type, _ code: Int32) -> Never {
        let reason = fflush(nil) != 0 ? String(cString: strerror(errno)).lowercased() : ferror(stdout) != 0 ? "a part of it was lost" : nil
        guard let reason else { Glibc.exit(code) }
        report("\(program._commandName): standard output cannot be written (\(reason)); free space or redirect it elsewhere", .inputOutput)
    }

    private static func report(_ text: String, _ code: ProgramExit) -> Never {
        printToStandardError(text)
        Glibc.exit(code.rawValue)
    }
}
