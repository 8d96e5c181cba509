import ArgumentParser
import Commands
import Files
import Foundation
import Kernels
import TrainingJobs

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "segment", abstract: "Train a segmentation network on a directory of labelled cases.")

    @Option(help: ArgumentHelp("Directory of cases, one folder each.", valueName: "DIR")) var data: String?
    @Option(name: .shortAndLong, help: ArgumentHelp(
        "The model file to write; until then M.partial is the model as it stands and M.checkpoint the training. M.history.sqlite keeps its course.",
        valueName: "M"))
    var output: String?
    @Flag(help: "Print the settings, as YAML for --config, and do nothing else.") var showSettings = false
    @Option(help: ArgumentHelp("""
        Model file whose weights training starts from, given again for the mean of several, which --iterations 0 evaluates and writes. The first one's \
        network, voxels, tile, rules and smallest extent are the defaults of widths, halved, adapted, spacing, tile, overlap, rules and patch.
        """, valueName: "M"))
    var initial: [String] = []
    @Flag(help: "Let --initial be of another network: weights of the same name and shape are taken, the others begin anew.") var partly = false
    @Option(help: ArgumentHelp("Checkpoint of an unfinished training to go on with; its settings hold.", valueName: "M.checkpoint")) var resume: String?
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output, checkpoint or history.") var force = false
    @OptionGroup var options: SettingsOptions<SegmentationSettings>

    func validate() throws {
        if partly, initial.isEmpty { throw ValidationError("--partly says how to take the weights of --initial; give that, too") }
        if resume != nil, !initial.isEmpty || options.areGiven { throw ValidationError("--resume goes on with the checkpoint's weights and settings; give no others") }
        guard !showSettings else { return }
        if data == nil { throw ValidationError("Missing expected argument '--data <DIR>'") }
        if output == nil { throw ValidationError("Missing expected argument '--output <M>'") }
    }

    func run() throws {
        if showSettings { return print(try (resume.map { try Checkpoint.read($0).settings } ?? settings()).commentedYAML, terminator: "") }
        if let data, let output { try train(data, to: output) }
    }

    private func train(_ data: String, to output: String) throws {
        let files = TrainingFiles(output)
        try files.check(resumed: resume, force: force)
        let lock = try files.lock()
        defer { lock.release() }
        let display = TrainingDisplay(quiet: quiet)
        defer { display.clear() }
        let training = try makeTraining(data)
        display.show(training)
        try run(training, files, lock, display)
        let evaluation = try training.evaluate { display.show("evaluating: subset \($0 + 1) of \($1)") }
        try training.export(to: output, evaluation: evaluation, overwrite: force)
        files.removeUnfinished()
        display.clear()
        guard !quiet else { return }
        for row in evaluation {
            print(row.subset, row.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.3f", $0.value))" }.joined(separator: "  "))
        }
    }

    private func makeTraining(_ data: String) throws -> SegmentationTraining {
        let machine = try Machine(threads: threads.count)
        if let resume { return try SegmentationTraining(data: data, checkpoint: resume, machine: machine) }
        return try SegmentationTraining(data: data, initial: initial, partly: partly, settings: settings(), machine: machine)
    }

    private func settings() throws -> SegmentationSettings {
        try options.settings(over: initial.first.map(SegmentationSettings.defaults(forTrainingFrom:)) ?? SegmentationSettings())
    }

    /// Trains to the end, with checkpoints on the way; a signal makes one and then ends the process.
    private func run(_ training: SegmentationTraining, _ files: TrainingFiles, _ lock: FileLock, _ display: TrainingDisplay) throws {
        guard training.settings.iterations > 0 else { return }
        let interruption = PostponedInterruption()
        defer { interruption.end() }
        let history = try files.openHistory(of: training, force: force)
        defer { history.close() }
        let (interval, last) = (training.settings.checkpointInterval, training.settings.iterations)
        try training.run(history: history, goesOn: {
            let iteration = training.iteration
            if interruption.isWaiting || iteration == last || interval > 0 && iteration % interval == 0 { try files.save(training) }
            if interruption.isWaiting {
                display.stopped(after: iteration, files)
                lock.release()
            }
            return !interruption.isWaiting
        }, report: { display.show($0, of: last) })
    }
}
