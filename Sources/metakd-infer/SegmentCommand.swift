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

    @Option(name: .shortAndLong, help: "The mask to write, .nii.gz or .nii, on the images' grid.") var output: String
    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @Option(help: ArgumentHelp("Write a sheet of slices with the tumour in colour.", valueName: "PNG|DIR")) var overlay: String?
    @Option(help: ArgumentHelp("Write volumes of regions and labels.", valueName: "JSON")) var statistics: String?
    @Option(help: "Label of enhancing tumour: 2021 writes 4, 2023 writes 3.") var labelScheme: LabelScheme = .brats2021
    @Option(help: "Threads; default: the processors that the process may use.") var threads: Int?
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing outputs.") var force = false

    func validate() throws {
        if let threads, threads < 1 || threads > 1024 { throw ValidationError("--threads is \(threads); expected 1 to 1024") }
        if !LabelScheme.writable.contains(labelScheme) { throw ValidationError("--label-scheme is \(labelScheme.rawValue); expected 2021 or 2023") }
    }

    func run() throws {
        var request = SegmentationRequest(images: modalities.images, output: output)
        (request.model, request.overlay, request.statistics) = (model, overlay, statistics)
        (request.labelScheme, request.overwrite) = (labelScheme, force)
        try request.check()
        let job = try SegmentationJob(model: model, threads: threads)
        let (given, imputed) = try job.split(request.images)
        if !quiet { printToStandardError(summary(given.keys.sorted().map { job.modalities[$0] }, imputed)) }
        let line = ProgressLine(quiet: quiet)
        defer { line.clear() }
        _ = try job.run(request) { stage in
            switch stage {
            case .reading: line.show("reading")
            case .segmenting(.computing(let tile, let count)): line.show("segmenting: tile \(tile) of \(count)")
            case .preparing, .segmenting, .labelling: break
            case .writing: line.show("writing")
            }
        }
    }

    private func summary(_ given: [String], _ imputed: [String]) -> String {
        let text = "given: \(given.joined(separator: ", "))"
        return imputed.isEmpty ? text : text + "; imputed from their features: \(imputed.joined(separator: ", "))"
    }
}

extension LabelScheme: ExpressibleByArgument {}
