import ArgumentParser
import Commands
import Kernels
import TrainingJobs

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Train a classifier on a table of records, any of whose modalities may be absent.")

    @OptionGroup var tables: TableOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write; M.history.sqlite keeps its course.", valueName: "M")) var output: String?
    @Flag(help: "Print the settings, as YAML for --config, and do nothing else.") var showSettings = false
    @Flag(help: "Print the schema, given or guessed, to be edited for --schema, and do nothing else.") var showSchema = false
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output or history.") var force = false
    @OptionGroup var options: SettingsOptions<ClassificationSettings>

    func validate() throws {
        guard !showSettings else { return }
        if tables.data == nil, tables.schema == nil { throw ValidationError("Missing expected argument '--data <TABLE>'") }
        if output == nil, !showSchema { throw ValidationError("Missing expected argument '--output <M>'") }
    }

    func run() throws {
        let settings = try options.settings()
        if showSettings { return print(settings.commentedYAML, terminator: "") }
        let machine = try Machine(threads: threads.count)
        if showSchema { return print(try tables.read(threads: machine.threads).schema.yaml, terminator: "") }
        if let output { try train(settings, to: TrainingFiles(output), machine) }
    }

    private func train(_ settings: ClassificationSettings, to files: TrainingFiles, _ machine: Machine) throws {
        try files.check(resumed: nil, force: force)
        let display = TrainingDisplay(quiet: quiet)
        defer { display.clear() }
        let training = try ClassificationTraining(tables.read(threads: machine.threads).data(settings), settings, machine: machine)
        display.show(training)
        let history = try files.openHistory(of: training, force: force)
        defer { history.close() }
        try training.run(history: history, report: { display.show($0, of: training.iterations) })
        let evaluation = try training.evaluate()
        try training.export(to: files.model, evaluation: evaluation, overwrite: force)
        display.clear()
        if !quiet { evaluation.forEach { print(ScoreLine.text($0)) } }
    }
}
