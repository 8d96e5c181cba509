import ArgumentParser
import Commands
import Files
import Imaging
import Workflow

struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Segment all cases of a directory, each from whichever modalities it has.",
        discussion: """
            Cases are folders in the layouts of BraTS (2018 to 2025) or BIDS. Each gets CASE.nii.gz in the output directory, where a ledger (SQLite) \
            says what became of it. A case that fails is named and does not stop the rest; the exit code is then 2.
            """)

    @Argument(help: ArgumentHelp("Directory of cases.", valueName: "in-dir")) var input: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Directory for the masks and the ledger, outside the input.", valueName: "OUT_DIR")) var output: String
    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @Option(help: ArgumentHelp("Label of enhancing tumour: 2021 writes 4, 2023 writes 3.", valueName: "2021|2023"))
    var labelScheme: LabelScheme = .brats2021
    @Flag(help: "Go on with an earlier batch: do what is missing, failed, or was made from other input or by another model.") var resume = false
    @Option(help: ArgumentHelp("Do one of N equal parts of the cases; each part has a ledger of its own.", valueName: "I/N")) var shard: Shard?
    @Option(help: ArgumentHelp("Write all masks as an archive for the BraTS evaluator, if it would take them.", valueName: "ZIP")) var submission: String?
    @OptionGroup var grids: GridOptions
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Do all cases again and replace existing masks.") var force = false

    func validate() throws {
        if !LabelScheme.writable.contains(labelScheme) { throw ValidationError("--label-scheme is \(labelScheme.rawValue), expected 2021 or 2023") }
        if submission != nil, shard != nil { throw ValidationError("--submission holds all cases and --shard does a part; leave one out") }
    }

    func run() throws {
        var request = BatchRequest(input: input, output: output)
        (request.model, request.labelScheme, request.precision) = (model, labelScheme, precision.precision)
        (request.reference, request.outputGrid) = (grids.reference, grids.outputGrid)
        (request.threads, request.shard, request.resume, request.overwrite) = (threads.count, shard, resume, force)
        if let submission { try AtomicFile.check(submission, overwrite: force || resume) }
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
        if let submission { try submit(request, to: submission) }
    }

    private func submit(_ request: BatchRequest, to path: String) throws {
        let faults = try Submission(request, to: path).faults
        for fault in faults { printToStandardError("metakd-infer: \(path) was not written: \(fault)") }
        guard faults.isEmpty else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }

    private func text(_ progress: BatchProgress) -> String {
        var text = "\(progress.done) done, \(progress.failed) failed, \(progress.left) left"
        if progress.kept > 0 { text += ", \(progress.kept) kept" }
        guard let seconds = progress.secondsLeft, progress.left > 0 else { return text }
        let whole = Int(seconds.rounded(.up))
        return text + ", about \(whole < 120 ? "\(whole) s" : "\((whole + 59) / 60) min") to go"
    }
}

extension Shard: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
