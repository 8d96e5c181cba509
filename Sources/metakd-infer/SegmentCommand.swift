import ArgumentParser
import Commands
import Inference
import Workflow

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment",
        abstract: "Segment one case from whichever of its modalities there are (the default subcommand).",
        usage: "metakd-infer [segment] [--flair F] [--t1 F] [--t1c F] [--t2 F] -o MASK.nii.gz")

    @OptionGroup var options: CaseOptions
    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @OptionGroup var memory: MemoryOption
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption

    func run() throws {
        let (request, quiet) = (options.request(model: model), options.quiet)
        let job = try SegmentationJob(model: model, precision: precision.precision, threads: threads.count)
        let (given, imputed) = try job.split(request.images)
        let line = ProgressLine(quiet: quiet)
        var writing: PostponedInterruption?
        // What is given is told when all images have been read and fit each other.
        var isTold = quiet
        defer {
            line.clear()
            writing?.end()
        }
        let statistics = try job.run(request, memory: MemoryGate(limit: memory.bytes)) { stage in
            switch stage {
            case .reading: line.show("reading")
            case .segmenting(let part):
                if !isTold { printToStandardError(GivenText.of(given.keys.sorted().map { job.modalities[$0] }, imputed, job.expectation(given.keys.sorted())?.description)) }
                isTold = true
                if case .computing(let tile, let count) = part { line.show("segmenting: tile \(tile) of \(count)") }
            case .comparing(let modality): line.show("segmenting without \(modality) for the report")
            case .waiting, .preparing, .labelling: break
            case .writing:
                line.show("writing")
                writing = PostponedInterruption()
            }
        }
        line.clear()
        if !quiet { for warning in statistics.warnings { printToStandardError("warning: \(warning.text)") } }
    }
}
