import ArgumentParser
import Commands
import Workflow

/// One case: its images, how it is segmented, and what is written of it; wherever the work is done.
struct CaseOptions: ParsableArguments {
    @OptionGroup(title: "Images (at least one)") var modalities: ModalityOptions

    @Option(name: .shortAndLong, help: "The mask to write, .nii.gz or .nii, on the grid of the images or that of --output-grid.") var output: String
    @Option(help: ArgumentHelp("Write a sheet of slices with the tumour in colour.", valueName: "PNG|DIR")) var overlay: String?
    @Option(help: ArgumentHelp("Write volumes of regions and labels.", valueName: "JSON")) var statistics: String?
    @Option(help: ArgumentHelp("Write the probabilities of ET, TC and WT, in this order, as an image of four axes on the mask's grid.", valueName: "FILE.nii.gz"))
    var probabilities: String?
    @Option(help: ArgumentHelp("Write the entropy of each voxel's label in bits, 0 to 2, on the mask's grid.", valueName: "FILE.nii.gz")) var uncertainty: String?
    @Option(help: ArgumentHelp("Write a page with slices, volumes and provenance, and how much the mask rests on each modality (one run more for each).",
                               valueName: "FILE.html"))
    var report: String?
    @OptionGroup var results: ResultOptions
    @OptionGroup var labels: LabelSchemeOption
    @OptionGroup var grids: GridOptions
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing outputs.") var force = false

    /// - Parameter model: The model's file or, on a server, its name; nil for the default one.
    func request(model: String?) -> SegmentationRequest {
        var request = SegmentationRequest(images: modalities.images, output: output)
        (request.model, request.overlay, request.statistics) = (model, overlay, statistics)
        (request.probabilities, request.uncertainty, request.report) = (probabilities, uncertainty, report)
        (request.labelScheme, request.options, request.overwrite) = (labels.scheme, results.options, force)
        (request.reference, request.outputGrid) = (grids.reference, grids.outputGrid)
        return request
    }
}
