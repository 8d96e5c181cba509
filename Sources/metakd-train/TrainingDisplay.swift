import Commands
import Files
import Foundation
import Logging
import TrainingJobs

/// Tells on standard error how a training goes: a line that is written over if that is a terminal, log lines if not, nothing if quiet.
struct TrainingDisplay {
    private let line: ProgressLine
    private let logger: Logger?

    init(quiet: Bool) {
        line = ProgressLine(quiet: quiet)
        logger = quiet || line.isShown ? nil : Logger(label: "metakd-train") { StreamLogHandler.standardError(label: $0) }
    }

    /// What training works on.
    func show(_ training: SegmentationTraining) {
        let (used, held) = (training.cases.training.map(\.name), training.cases.validation.map(\.name))
        let anew = training.notTaken
        if !anew.isEmpty {
            let names = anew.prefix(8).map { "\($0.name) \($0.shape)" } + (anew.count > 8 ? ["…"] : [])
            finish("\(anew.count) of \(training.trainer.parameters.parameters.count) weights begin anew: \(names.joined(separator: ", "))")
        }
        show("training on \(used.count) cases, held out: \(held.joined(separator: ", "))")
    }

    /// Columns that nobody chose to leave out.
    func show(leftOutOf tables: ClassificationTables) {
        let names = tables.schema.ignored.map(\.printable)
        guard tables.isGuessed, !names.isEmpty else { return }
        finish("left out, as they are empty, text, dates or keys: \(names.prefix(20).joined(separator: ", "))\(names.count > 20 ? ", …" : ""); "
               + "--show-schema prints what the columns were taken for, to be edited for --schema")
    }

    /// What a classifier's training works on.
    func show(_ training: ClassificationTraining) {
        let data = training.data
        show("training on \(data.training.count) records of \(data.modalities.joined(separator: ", ")), synthetic ones included; "
             + "\(data.validation.count) for validation, \(data.test.count) for the test")
    }

    /// The last iterations.
    func show(_ progress: TrainingProgress, of iterations: Int) {
        let dice = progress.dice.map { String(format: "%.3f", $0) }.joined(separator: "/")
        let score = progress.accuracy.map { String(format: "accuracy %.3f", $0) } ?? "dice \(dice)"
        let importance = progress.importance.map { String(format: "%.3f", $0) }.joined(separator: " ")
        let heldOut = progress.heldOutLoss.map { String(format: "  held out %.4f", $0) } ?? ""
        let left = Duration.seconds((Double(iterations - progress.iteration) * progress.secondsPerIteration).rounded(.up))
        show(String(format: "%d of %d  %@ left  %.2f it/s  task %.4f  kd %.3f%@  %@  importance %@", progress.iteration, iterations,
                    left.formatted(.time(pattern: .hourMinuteSecond)), 1 / progress.secondsPerIteration,
                    progress.taskLoss, progress.distillation, heldOut, score, importance))
    }

    /// The last iterations of one of an ablation's runs.
    func show(_ progress: Ablation.Progress) {
        let training = progress.training
        show(String(format: "run %d of %d: %@, seed %@: iteration %d  task %.4f  kd %.3f", progress.run, progress.runs, progress.variant,
                    "\(progress.seed)", training.iteration, training.taskLoss, training.distillation))
    }

    func show(_ text: String) {
        line.show(text)
        logger?.info("\(text)")
    }

    /// A word that stays.
    func finish(_ text: String) {
        line.clear()
        if line.isShown { printToStandardError(text) } else { logger?.info("\(text)") }
    }

    /// A training that a signal ended.
    func stopped(after iteration: Int, _ files: TrainingFiles) {
        finish("stopped after iteration \(iteration); with the same --data and --output go on with --resume \(files.checkpoint)")
    }

    /// Takes the line away.
    func clear() { line.clear() }
}
