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
    public convenience init(model path: String?, precision: Precision = .automatic, threads: Int?) throws {
        try self.init(path.map { path throws(ModelError) in try ModelFile.read(path) } ?? DefaultModel.read(), precision: precision, machine: Machine(threads: threads))
    }

    /// Takes a model that was read.
    ///
    /// - Parameter cachedPlans: Compiled plans that are kept, for as many subsets of modalities and sizes.
    /// - Throws: `WorkflowError`.
    package init(_ file: ModelFile, precision: Precision = .automatic, machine: Machine, cachedPlans: Int = 1) throws {
        let path = file.path
        guard file.header.task == .segmentation else {
            throw WorkflowError.wrongTask(model: path, found: file.header.task.rawValue, expected: ModelTask.segmentation.rawValue)
        }
        let regions = TumourRegion.allCases.map(\.rawValue)
        guard Set(file.header.outputs.map(\.name)) == Set(regions) else {
            throw WorkflowError.unfitOutputs(model: path, found: file.header.outputs.map(\.name), expected: regions)
        }
        (reader, self.precision, self.machine) = (CaseReader(model: file), precision, machine)
        let settings = file.header.inference
        do {
            // Every tensor that the graph names was checked when the file was read.
            segmenter = try Segmenter(file.header.network, weights: { try! file.floats($0) }, tile: settings.tile, overlap: settings.overlap,
                                      precision: precision, cachedPlans: cachedPlans, machine: machine)
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
    /// - Parameter stage: Called as each stage begins; what it throws ends the work.
    /// - Throws: `WorkflowError` or `ImagingError`; then no output has been changed, unless the disk failed between two of them.
    public func run(_ request: SegmentationRequest, stage: (Stage) throws -> Void = { _ in }) throws -> SegmentationStatistics {
        try request.check()
        try stage(.reading)
        let segmented = try segment(reader.load(request), stage: stage)
        try stage(.writing)
        try segmented.write()
        return segmented.statistics
    }

    /// The probability of each output at each voxel `[outputs, D, H, W]` of images that are prepared: each `[1, D, H, W]`, in the model's axes,
    /// standardised, by the modality's index.
    package func probabilities(_ images: [Int: Tensor], stage: (Stage) throws -> Void = { _ in }) throws -> Tensor {
        try segmenter.probabilities(images) { try stage(.segmenting($0)) }
    }

    /// Finds the labels of a case that has been read.
    ///
    /// - Throws: `ImagingError` or `GraphError`.
    func segment(_ loaded: LoadedCase, stage: (Stage) throws -> Void = { _ in }) throws -> SegmentedCase {
        try stage(.preparing)
        let header = model.header
        let prepared = try PreparedCase(loaded.volumes, preprocessing: { header.modalities[$0].preprocessing }, axes: header.inference.axes, machine: machine)
        let scheme = loaded.request.labelScheme
        let labels = try labels(of: prepared, scheme, stage)
        let statistics = SegmentationStatistics(
            labels: labels, scheme: scheme, grid: prepared.grid, caseName: loaded.request.caseName, given: loaded.given, imputed: loaded.imputed,
            model: URL(fileURLWithPath: model.path).lastPathComponent, digest: model.digest, precision: precision)
        return SegmentedCase(request: loaded.request, prepared: prepared, labels: labels, statistics: statistics, modalities: modalities)
    }

    /// Labels of the brain's box in canonical orientation.
    private func labels(of prepared: PreparedCase, _ scheme: LabelScheme, _ stage: (Stage) throws -> Void) throws -> [UInt8] {
        let probabilities = try segmenter.probabilities(prepared.images) { try stage(.segmenting($0)) }
        try stage(.labelling)
        let labels = scheme.labels(of: probabilities, outputs: model.header.outputs.map(\.name), threshold: model.header.inference.threshold)
        let canonical = prepared.axes.restored(labels, canonical: prepared.box.extent)
        return PostProcessing(rules: model.header.inference.rules).apply(to: canonical, prepared.box.extent, scheme)
    }
}
