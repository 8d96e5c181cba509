import ArgumentParser
import Glibc
import Workflow

/// Runs a program's command and ends it with the exit code that its outcome asks for.
public enum CommandRunner {
    /// Parses the arguments, runs the command, exits. An error is its description on standard error, never a stack trace.
    public static func run(_ program: any ParsableCommand.Type) -> Never {
        do {
            var command = try program.parseAsRoot()
            try command.run()
        } catch let error as any ExitCoded {
            report("\(program._commandName): \(error)", error.programExit)
        } catch {
            program.exit(withError: error)
        }
        Glibc.exit(ProgramExit.done.rawValue)
    }

    private static func report(_ text: String, _ code: ProgramExit) -> Never {
        printToStandardError(text)
        Glibc.exit(code.rawValue)
    }
}
