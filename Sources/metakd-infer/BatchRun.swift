import ArgumentParser
import Commands
import Workflow

/// A batch that tells on standard error how it goes.
enum BatchRun {
    /// Does all cases.
    ///
    /// - Throws: `ExitCode` 2 where some failed; they have been told of.
    static func run(_ request: BatchRequest, quiet: Bool) throws {
        let line = ProgressLine(quiet: quiet)
        let job = try BatchJob(request, report: { progress, failure in
            line.clear()
            if let failure { printToStandardError("metakd-infer: \(failure.name): \(failure.message)") }
            line.show(text(progress))
        }, warn: { name, warnings in
            line.clear()
            if !quiet { for warning in warnings { printToStandardError("\(name): warning: \(warning.text)") } }
        })
        line.show("reading")
        let end = try job.run()
        line.clear()
        if !quiet { printToStandardError("\(end.done) done, \(end.kept) kept from an earlier run, \(end.failed) failed") }
        guard end.failed == 0 else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }

    private static func text(_ progress: BatchProgress) -> String {
        var text = "\(progress.done) done, \(progress.failed) failed, \(progress.left) left"
        if progress.kept > 0 { text += ", \(progress.kept) kept" }
        guard let seconds = progress.secondsLeft, progress.left > 0 else { return text }
        let whole = Int(seconds.rounded(.up))
        return text + ", about \(whole < 120 ? "\(whole) s" : "\((whole + 59) / 60) min") to go"
    }
}
