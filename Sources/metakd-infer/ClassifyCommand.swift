import ArgumentParser
import Commands
import Records
import Workflow

struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify", abstract: "Find the classes of records, whichever of their modalities there are.",
        discussion: "Records are rows of a table, whose cells hold values or paths of pictures and WAV files, as the model was trained on.")

    @Option(help: ArgumentHelp("Model file that `metakd-train classify` wrote.", valueName: "M")) var model: String
    @Option(help: ArgumentHelp("Table of records: FILE.csv, or FILE.sqlite with :table.", valueName: "TABLE")) var records: String?
    @Option(help: ArgumentHelp("Instead of a table: the folder of a modality's PNG or WAV files, once for each modality. Files of one name are one record.",
                               valueName: "MODALITY=DIR"))
    var files: [String] = []
    @Option(name: .shortAndLong, help: ArgumentHelp(
        "Where predictions go: FILE.csv, or FILE.sqlite with :table (else \"predictions\").", valueName: "TABLE"))
    var output: String
    @Flag(help: "Leave rows out that are wrong, and tell of them; without it the first one ends the run.") var skipBad = false
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output.") var force = false

    /// Wrong rows that are told of one by one.
    private static let shownFaults = 20

    func validate() throws {
        guard (records == nil) != files.isEmpty else { throw ValidationError("give either --records or --files") }
        for text in files where !text.contains("=") { throw ValidationError("--files \(text) names no modality, expected MODALITY=DIR") }
        guard Set(files.map { $0.prefix { $0 != "=" } }).count == files.count else { throw ValidationError("--files names a modality twice") }
    }

    /// What `--records` or `--files` names.
    private var source: RecordSource {
        if let records { return .table(TableLocation(records)) }
        return .folders(files.map { text in
            let name = text.prefix { $0 != "=" }
            return .init(modality: String(name), path: String(text.dropFirst(name.count + 1)))
        })
    }

    func run() throws {
        let job = try ClassificationJob(model: model, threads: threads.count)
        let line = ProgressLine(quiet: quiet)
        defer { line.clear() }
        let interruption = PostponedInterruption()
        defer { interruption.end() }
        var bad = 0
        let summary = try job.run(source, to: TableLocation(output: output), overwrite: force, isBad: skipBad ? { fault in
            bad += 1
            if bad <= ClassifyCommand.shownFaults { printToStandardError("skipped: \(fault)") }
        } : nil) { count in line.show("\(count) records") }
        line.clear()
        for (column, count) in summary.unmet.sorted(by: { $0.key < $1.key }) {
            printToStandardError("\(column.printable): \(count) cells hold categories that training did not meet, for which the mean of those it met was taken; write them as in training")
        }
        if !quiet || summary.skipped > 0 {
            printToStandardError("\(summary.records) records\(summary.skipped > 0 ? "; \(summary.skipped) wrong rows skipped" : "")")
        }
    }
}
