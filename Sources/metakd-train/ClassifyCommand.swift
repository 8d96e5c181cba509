import ArgumentParser
import Commands
import Files
import Kernels
import TrainingJobs

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Train a classifier on a table of records, any of whose modalities may be absent.",
        discussion: """
            Columns hold values, or paths of pictures (28 x 28, PNG, or IDX as FILE#3) and WAV files. For these, unless set otherwise: \
            \(ClassificationSettings.signals.differences(from: ClassificationSettings()).map { "--\($0.option) \($0.defaultText)" }.joined(separator: ", ")).
            """)

    @OptionGroup var tables: TableOptions
    @Option(name: .shortAndLong, help: ArgumentHelp(
        "The model file to write; until then M.partial is the model as it stands and M.checkpoint the training. M.history.sqlite keeps its course.",
        valueName: "M"))
    var output: String?
    @Option(help: ArgumentHelp("Checkpoint of an unfinished training to go on with; its settings hold.", valueName: "M.checkpoint")) var resume: String?
    @Flag(help: "Print the settings, as YAML for --config, and do nothing else.") var showSettings = false
    @Flag(help: "Print the schema, given or guessed, to be edited for --schema, and do nothing else.") var showSchema = false
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output or history.") var force = false
    @OptionGroup var options: SettingsOptions<ClassificationSettings>

    func validate() throws {
        if resume != nil, options.areGiven { throw ValidationError("--resume goes on with the checkpoint's settings; give no others") }
        guard !showSettings else { return }
        if tables.data == nil, tables.schema == nil { throw ValidationError("Missing expected argument '--data <TABLE>'") }
        if output == nil, !showSchema { throw ValidationError("Missing expected argument '--output <M>'") }
    }

    func run() throws {
        let checkpoint = try resume.map(ClassificationCheckpoint.init)
        // Refused before any table is read.
        let settings = try checkpoint?.settings ?? options.settings()
        if showSettings { return print(settings.commentedYAML, terminator: "") }
        let machine = try Machine(threads: threads.count)
        if showSchema { return print(try tables.readSchema().yaml, terminator: "") }
        if let output { try train(checkpoint, to: TrainingFiles(output), machine) }
    }

    private func train(_ checkpoint: ClassificationCheckpoint?, to files: TrainingFiles, _ machine: Machine) throws {
        try files.check(resumed: resume, force: force)
        let lock = try files.lock()
        defer { lock.release() }
        let display = TrainingDisplay(quiet: quiet)
        defer { display.clear() }
        let tables = try tables.read(threads: machine.threads)
        let settings = try checkpoint?.settings ?? options.settings(over: tables.defaults)
        let data = try tables.data(settings)
        let training = try checkpoint.map { try ClassificationTraining(data, checkpoint: $0, machine: machine) }
            ?? ClassificationTraining(data, settings.choosing(for: data, machine: machine) { display.show("choosing the weight decay: training \($0) of \($1)") },
                                      machine: machine)
        display.show(leftOutOf: tables)
        display.show(training)
        try run(training, files, lock, display)
        let evaluation = try training.evaluate()
        try training.export(to: files.model, evaluation: evaluation, overwrite: force)
        files.removeUnfinished()
        display.clear()
        if !quiet { evaluation.forEach { print(ScoreLine.text($0)) } }
    }

    /// Trains to the end, with checkpoints on the way; a signal makes one and then ends the process.
    private func run(_ training: ClassificationTraining, _ files: TrainingFiles, _ lock: FileLock, _ display: TrainingDisplay) throws {
        let interruption = PostponedInterruption()
        defer { interruption.end() }
        let history = try files.openHistory(of: training, force: force)
        defer { history.close() }
        let interval = training.settings.checkpointInterval
        try training.run(history: history, goesOn: {
            let iteration = training.iteration
            if interruption.isWaiting || interval > 0 && iteration % interval == 0 { try files.save(training) }
            if interruption.isWaiting {
                display.stopped(after: iteration, files)
                lock.release()
            }
            return !interruption.isWaiting
        }, report: { display.show($0, of: training.iterations) })
    }
}
