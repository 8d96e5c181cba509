import ArgumentParser
import Commands
import Workflow

struct PreflightCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "preflight",
        abstract: "Check a folder or zip of masks as the BraTS evaluator of a year does, before it is handed in.",
        discussion: "Every fault is named with what to do; the exit code is 2 where there is one.")

    @Argument(help: ArgumentHelp("Folder or zip of masks.", valueName: "masks")) var masks: String
    @Option(help: ArgumentHelp("Whose rules.", valueName: "2017|…|2024")) var year: SubmissionRules = .brats2023
    @Option(help: ArgumentHelp("Directory of the cases: each has to have a mask, on its grid.", valueName: "DIR")) var cases: String?

    func run() throws {
        let result = try Preflight(masks, year, cases: cases)
        for fault in result.faults { printToStandardError("metakd-infer: \(fault)") }
        guard result.faults.isEmpty else { throw ExitCode(ProgramExit.someFailed.rawValue) }
        print("\(result.masks) masks fit the rules of \(year.rawValue)")
    }
}

extension SubmissionRules: ExpressibleByArgument {}
