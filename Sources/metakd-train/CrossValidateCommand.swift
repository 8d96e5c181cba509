import ArgumentParser
import Commands
import Files
import Kernels
import TrainingJobs

struct CrossValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crossvalidate", abstract: "Score a classifier's training by cross-validation, for every subset of the modalities.")

    @OptionGroup var tables: TableOptions
    @Option(help: ArgumentHelp("Parts of the table, each of which is tested once.", valueName: "N")) var folds = 5
    @Option(name: .shortAndLong, help: ArgumentHelp("Write the scores of each fold and subset.", valueName: "CSV")) var output: String?
    @Option(help: ArgumentHelp("Write which fold each row is in, for comparisons with other programs.", valueName: "CSV")) var foldsOutput: String?
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing outputs.") var force = false
    @OptionGroup var options: SettingsOptions<ClassificationSettings>

    func validate() throws {
        guard 2...1000 ~= folds else { throw ValidationError("--folds is \(folds), expected 2 to 1000") }
        if tables.data == nil, tables.schema == nil { throw ValidationError("Missing expected argument '--data <TABLE>'") }
        if let output, let foldsOutput, PathPlace.of(output) == PathPlace.of(foldsOutput) { throw ValidationError("--output and --folds-output name one file, \(output)") }
        if tables.validation != nil || tables.test != nil { throw ValidationError("--validation and --test name tables of their own; cross-validation divides one") }
    }

    func run() throws {
        for path in [output, foldsOutput].compactMap({ $0 }) { try AtomicFile.check(path, overwrite: force) }
        let threads = try Machine(threads: threads.count).threads
        let tables = try tables.read(threads: threads)
        let validation = try CrossValidation(tables, folds: folds, settings: options.settings(over: tables.defaults))
        let (display, done) = (TrainingDisplay(quiet: quiet), Counter())
        defer { display.clear() }
        display.show(leftOutOf: tables)
        let scores = try validation.run(threads: threads) { [folds] _ in display.show("fold \(done.increment()) of \(folds)") }
        let batch = FileBatch(overwrite: force)
        for (path, text) in [(output, CrossValidation.csv(scores)), (foldsOutput, validation.foldsCSV)] {
            if let path { try batch.add(path) { draft throws(FileError) in try draft.append(Array(text.utf8)) } }
        }
        try batch.publish()
        display.clear()
        if !quiet { CrossValidation.summary(scores).forEach { print($0) } }
    }
}
