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
    @OptionGroup var labels: LabelSchemeOption
    @Option(help: ArgumentHelp("Write a sheet of slices of every case, as CASE.png.", valueName: "DIR")) var overlay: String?
    @Option(help: ArgumentHelp("Write volumes of every case, as CASE.json.", valueName: "DIR")) var statistics: String?
    @Option(help: ArgumentHelp("Write the probabilities of ET, TC and WT of every case, as CASE_probabilities.nii.gz.", valueName: "DIR")) var probabilities: String?
    @Option(help: ArgumentHelp("Write the entropy of the labels of every case, as CASE_uncertainty.nii.gz.", valueName: "DIR")) var uncertainty: String?
    @Option(help: ArgumentHelp("Write a page for every case, as CASE.html.", valueName: "DIR")) var report: String?
    @OptionGroup var results: ResultOptions
    @Flag(help: "Go on with an earlier batch: do what is missing, failed, or was made from other input or by another model.") var resume = false
    @Option(help: ArgumentHelp("Do one of N equal parts of the cases; each part has a ledger of its own.", valueName: "I/N")) var shard: Shard?
    @Option(help: ArgumentHelp("Write all masks as an archive for the BraTS evaluator, if it would take them.", valueName: "ZIP")) var submission: String?
    @Flag(help: "Write no ledger, also into a directory within the input, as the containers of BraTS do.") var masksAlone = false
    @OptionGroup var memory: MemoryOption
    @OptionGroup var grids: GridOptions
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Do all cases again and replace existing masks.") var force = false

    func validate() throws {
        if submission != nil, shard != nil { throw ValidationError("--submission holds all cases and --shard does a part; leave one out") }
        if masksAlone, resume { throw ValidationError("--resume needs the ledger that --masks-alone leaves out; leave one out") }
    }

    func run() throws {
        var request = BatchRequest(input: input, output: output)
        (request.model, request.labelScheme, request.precision) = (model, labels.scheme, precision.precision)
        (request.folders.overlay, request.folders.statistics, request.folders.report) = (overlay, statistics, report)
        (request.folders.probabilities, request.folders.uncertainty, request.options) = (probabilities, uncertainty, results.options)
        (request.reference, request.outputGrid) = (grids.reference, grids.outputGrid)
        (request.threads, request.shard, request.resume, request.overwrite) = (threads.count, shard, resume, force)
        request.memoryLimit = memory.bytes
        if masksAlone { request.layout = .masksAlone }
        if let submission { try AtomicFile.check(submission, overwrite: force || resume) }
        try BatchRun.run(request, quiet: quiet)
        if let submission { try submit(request, to: submission) }
    }

    private func submit(_ request: BatchRequest, to path: String) throws {
        let faults = try Submission(request, to: path).faults
        for fault in faults { printToStandardError("metakd-infer: \(path) was not written: \(fault)") }
        guard faults.isEmpty else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }
}

extension Shard: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}
