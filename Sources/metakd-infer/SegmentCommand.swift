import ArgumentParser
import Commands
import Imaging
import Inference
import Workflow

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "segment",
        abstract: "Segment one case from whichever of its modalities there are (the default subcommand).",
        usage: "metakd-infer [segment] [--flair F] [--t1 F] [--t1c F] [--t2 F] -o MASK.nii.gz")

    @OptionGroup(title: "Images (at least one)") var modalities: ModalityOptions

    @Option(name: .shortAndLong, help: "The mask to write, .nii.gz or .nii, on the grid of the images or that of --output-grid.") var output: String
    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @Option(help: ArgumentHelp("Write a sheet of slices with the tumour in colour.", valueName: "PNG|DIR")) var overlay: String?
    @Option(help: ArgumentHelp("Write volumes of regions and labels.", valueName: "JSON")) var statistics: String?
    @Option(help: ArgumentHelp("Write the probabilities of ET, TC and WT, in this order, as an image of four axes on the mask's grid.", valueName: "FILE.nii.gz"))
    var probabilities: String?
    @Option(help: ArgumentHelp("Write the entropy of each voxel's label in bits, 0 to 2, on the mask's grid.", valueName: "FILE.nii.gz")) var uncertainty: String?
    @Option(help: ArgumentHelp("Write a page with slices, volumes and provenance, and how much the mask rests on each modality (one run more for each).",
                               valueName: "FILE.html"))
    var report: String?
    @OptionGroup var results: ResultOptions
    @Option(help: ArgumentHelp("Label of enhancing tumour: 2021 writes 4, 2023 writes 3.", valueName: "2021|2023"))
    var labelScheme: LabelScheme = .brats2021
    @OptionGroup var grids: GridOptions
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing outputs.") var force = false

    func validate() throws {
        try labelScheme.requireWritable()
    }

    func run() throws {
        var request = SegmentationRequest(images: modalities.images, output: output)
        (request.model, request.overlay, request.statistics) = (model, overlay, statistics)
        (request.probabilities, request.uncertainty, request.report) = (probabilities, uncertainty, report)
        (request.labelScheme, request.options, request.overwrite) = (labelScheme, results.options, force)
        (request.reference, request.outputGrid) = (grids.reference, grids.outputGrid)
        try request.check()
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
        let statistics = try job.run(request) { stage in
            switch stage {
            case .reading: line.show("reading")
            case .segmenting(let part):
                if !isTold { printToStandardError(GivenText.of(given.keys.sorted().map { job.modalities[$0] }, imputed, job.expectation(given.keys.sorted())?.description)) }
                isTold = true
                if case .computing(let tile, let count) = part { line.show("segmenting: tile \(tile) of \(count)") }
            case .comparing(let modality): line.show("segmenting without \(modality) for the report")
            case .preparing, .labelling: break
            case .writing:
                line.show("writing")
                writing = PostponedInterruption()
            }
        }
        line.clear()
        if !quiet { for warning in statistics.warnings { printToStandardError("warning: \(warning.text)") } }
    }
}
