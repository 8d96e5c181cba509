import ArgumentParser
import Commands
import Files
import Imaging
import Workflow

struct EvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Score a directory of masks against the true ones, with the BraTS evaluators' columns and summary rows.",
        discussion: """
            Masks are named CASE.nii.gz or CASE_seg.nii.gz, in both directories or below them. A case that cannot be scored is named and left out, \
            and the exit code is 2. The rules for distances and empty regions stand at the end of the file.
            """)

    @Argument(help: ArgumentHelp("Directory of predicted masks.", valueName: "predictions-dir")) var predictions: String
    @Argument(help: ArgumentHelp("Directory of true masks.", valueName: "truth-dir")) var truth: String
    @Option(name: .shortAndLong, help: ArgumentHelp("The scores to write.", valueName: "CSV")) var output: String
    @Flag(help: "Score lesion by lesion, with the rules and columns of 2023.") var lesionWise = false
    @Option(help: ArgumentHelp("As the evaluator of 2021: cases match by their last five digits, and one that cannot be scored counts Dice 0, HD95 374.", valueName: "2021"))
    var year: EvaluationRule = .names
    @Option(help: ArgumentHelp("How predictions are labelled; default: as their labels tell, where a 4 without 3 in a file of 2024 is the resection cavity.", valueName: "2015|2021|2023|2024"),
            transform: { text in
                guard let scheme = LabelScheme(rawValue: text) else { throw ValidationError("expected \(LabelScheme.allCases.map(\.rawValue).joined(separator: ", "))") }
                return scheme
            })
    var labelScheme: LabelScheme?
    @Option(help: ArgumentHelp("Score one of N equal parts of the cases; `merge` puts the files together.", valueName: "I/N")) var shard: Shard?
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing file of scores.") var force = false

    func run() throws {
        try AtomicFile.check(output, overwrite: force)
        let line = ProgressLine(quiet: quiet)
        let job = try EvaluationJob(predictions: predictions, truth: truth, lesionWise ? .lesionWise : .wholeRegions, rule: year, scheme: labelScheme, shard: shard,
                                    threads: threads.count) {
            line.show("scored \($0) of \($1)")
        }
        line.clear()
        try job.write(to: output, overwrite: force)
        for failure in job.failures { printToStandardError("metakd-infer: \(failure.name): \(failure.message)") }
        guard job.failures.isEmpty else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }
}

extension EvaluationRule: ExpressibleByArgument {
    public static var allValueStrings: [String] { [EvaluationRule.brats2021.rawValue] }
}
