import Foundation
import Imaging
import Inference
import Kernels
import ModelFormat
import Networks
import Tensors

/// Segments cases with one loaded model.
public final class SegmentationJob {
    let reader: CaseReader
    private let segmenter: Segmenter
    let precision: Precision
    let machine: Machine

    /// What a job is doing, in order; what comes between `preparing` and `labelling` is the segmenter's.
    public enum Stage: Sendable, Hashable {
        /// Reading and unpacking the files.
        case reading
        /// Orientation, the brain's box, standardisation.
        case preparing
        case segmenting(Segmenter.Stage)
        /// Probabilities to labels, and the model's rules.
        case labelling
        case writing
    }

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - path: The model file; nil for the default one.
    ///   - threads: Nil for as many as the process may use.
    /// - Throws: `ModelError`, `WorkflowError` or `InstructionSetError`.
    public init(model path: String?, precision: Precision = .automatic, threads: Int?) throws {
        let file = if let path { try ModelFile.read(path) } else { try DefaultModel.read() }
        let path = file.path
        guard file.header.task == .segmentation else {
            throw WorkflowError.wrongTask(model: path, found: file.header.task.rawValue, expected: ModelTask.segmentation.rawValue)
        }
        let regions = TumourRegion.allCases.map(\.rawValue)
        guard Set(file.header.outputs.map(\.name)) == Set(regions) else {
            throw WorkflowError.unfitOutputs(model: path, found: file.header.outputs.map(\.name), expected: regions)
        }
        machine = try Machine(threads: threads)
        (reader, self.precision) = (CaseReader(model: file), precision)
        let settings = file.header.inference
        do {
            // Every tensor that the graph names was checked when the file was read.
            segmenter = try Segmenter(file.header.network, weights: { try! file.floats($0) }, tile: settings.tile, overlap: settings.overlap,
                                      precision: precision, machine: machine)
        } catch { throw WorkflowError.unfitNetwork(model: path, error) }
    }

    public var model: ModelFile { reader.model }

    /// The names of the model's modalities, in order.
    public var modalities: [String] { reader.modalities }

    /// The model's modalities among the given ones, and those that will be imputed.
    public func split(_ images: [(modality: String, path: String)]) throws(WorkflowError) -> (given: [Int: String], imputed: [String]) {
        try reader.split(images)
    }

    /// What the model's evaluation says of the modalities with these indices; nil if nothing.
    public func expectation(_ given: [Int]) -> SubsetExpectation? { SubsetExpectation(model.header, given: ModalitySubset(given)) }

    /// Segments one case and writes the mask and what else is asked for.
    ///
    /// - Parameter stage: Called as each stage begins.
    /// - Throws: `WorkflowError` or `ImagingError`; then no output has been changed, unless the disk failed between two of them.
    public func run(_ request: SegmentationRequest, stage: (Stage) -> Void = { _ in }) throws -> SegmentationStatistics {
        try request.check()
        stage(.reading)
        let segmented = try segment(reader.load(request), stage: stage)
        stage(.writing)
        try segmented.write()
        return segmented.statistics
    }

    /// Finds the labels of a case that has been read.
    ///
    /// - Throws: `ImagingError` or `GraphError`.
    func segment(_ loaded: LoadedCase, stage: (Stage) -> Void = { _ in }) throws -> SegmentedCase {
        stage(.preparing)
        let header = model.header
        let run: TaskRunner = { [machine] count, body in machine.run(count) { task, _ in body(task) } }
        let volumes = try loaded.grids.aligned(loaded.volumes, run)
        let prepared = try PreparedCase(volumes, preprocessing: { header.modalities[$0].preprocessing }, axes: header.inference.axes, machine: machine)
        let scheme = loaded.request.labelScheme
        let warnings = InputChecks(modalities: modalities).warnings(loaded.volumes, aligned: volumes, run)
        let probabilities = try segmenter.probabilities(prepared.images) { stage(.segmenting($0)) }
        stage(.labelling)
        let labels = labels(of: probabilities, prepared, scheme)
        let (output, moved) = (loaded.grids.output, moved(labels, probabilities, prepared, to: loaded.grids.output, scheme, run))
        let statistics = SegmentationStatistics(
            labels: moved ?? labels, scheme: scheme, grid: output, caseName: loaded.request.caseName, given: loaded.given, imputed: loaded.imputed,
            model: URL(fileURLWithPath: model.path).lastPathComponent, digest: model.digest, precision: precision, warnings: warnings)
        return SegmentedCase(request: loaded.request, prepared: prepared, labels: labels, outputGrid: output, movedLabels: moved, statistics: statistics, modalities: modalities)
    }

    /// Labels of the brain's box in canonical orientation.
    private func labels(of probabilities: Tensor, _ prepared: PreparedCase, _ scheme: LabelScheme) -> [UInt8] {
        let labels = scheme.labels(of: probabilities, outputs: model.header.outputs.map(\.name), threshold: model.header.inference.threshold)
        let canonical = prepared.axes.restored(labels, canonical: prepared.box.extent)
        return PostProcessing(rules: model.header.inference.rules).apply(to: canonical, prepared.box.extent, scheme)
    }

    /// The labels of another grid than the one on which the case was segmented; nil if it is the same but for rounding.
    private func moved(_ labels: [UInt8], _ probabilities: Tensor, _ prepared: PreparedCase, to output: Grid, _ scheme: LabelScheme, _ run: TaskRunner) -> [UInt8]? {
        guard output.difference(from: prepared.grid) != nil else { return nil }
        let transfer = MaskTransfer(box: prepared.orientation.canonicalGrid.part(prepared.box), target: output, scheme: scheme,
                                    threshold: model.header.inference.threshold)
        return transfer.labels(labels, { region in
            let channel = model.header.outputs.firstIndex { $0.name == region.rawValue }!, voxels = probabilities.shape.extent.voxels
            let network = probabilities.withElements { Array($0[channel * voxels..<(channel + 1) * voxels]) }
            return prepared.axes.restored(network, canonical: prepared.box.extent)
        }, run)
    }
}
