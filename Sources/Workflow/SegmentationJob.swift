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
    let segmenter: Segmenter
    let precision: Precision
    let machine: Machine

    /// What a job is doing, in order; what comes between `preparing` and `labelling` is the segmenter's.
    public enum Stage: Sendable, Hashable {
        /// Waiting until other cases leave it memory.
        case waiting
        /// Reading and unpacking the files.
        case reading
        /// Orientation, the brain's box, standardisation.
        case preparing
        case segmenting(Segmenter.Stage)
        /// Probabilities to labels, and the model's rules.
        case labelling
        /// Segmenting again without one of the given modalities, for the report.
        case comparing(without: String)
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
            segmenter = try Segmenter(file.header.network, weights: { try! file.floats($0) }, tile: settings.tile, smallest: settings.smallest, overlap: settings.overlap,
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

    /// Segments one case and writes the mask and what else is asked for, within the memory that machine and control groups grant.
    ///
    /// - Parameter stage: Called as each stage begins; what it throws ends the work.
    /// - Throws: `WorkflowError`, `memoryShort` among them, or `ImagingError`; then no output has been changed, unless the disk failed between two of them.
    public func run(_ request: SegmentationRequest, stage: (Stage) throws -> Void = { _ in }) throws -> SegmentationStatistics {
        try run(request, memory: MemoryGate(limit: ProcessMemory.grant), stage: stage)
    }

    /// The probability of each output at each voxel `[outputs, D, H, W]` of images that are prepared: each `[1, D, H, W]`, in the model's axes,
    /// standardised, by the modality's index.
    ///
    /// - Parameter admit: Called first, with the bytes that the rest will need; an error of its ends the work.
    package func probabilities(_ images: [Int: Tensor], admit: (_ bytes: () throws -> Int) throws -> Void = { _ in },
                               stage: (Stage) throws -> Void = { _ in }) throws -> Tensor {
        try admit { try segmenter.bytes(for: images.values.first!.shape.extent, ModalitySubset(images.keys)) }
        return try segmenter.probabilities(images) { try stage(.segmenting($0)) }
    }

    /// Finds the labels of a case that has been read.
    ///
    /// - Parameter admit: Called when the images are prepared, with what the rest will need; an error of its ends the work.
    /// - Throws: `ImagingError`, `GraphError` or what `admit` throws.
    func segment(_ loaded: LoadedCase, admit: (_ need: () throws -> MemoryNeed) throws -> Void = { _ in }, stage: (Stage) throws -> Void = { _ in }) throws -> SegmentedCase {
        try stage(.preparing)
        let header = model.header
        let run = machine.taskRunner
        let volumes = try loaded.grids.aligned(loaded.volumes, run)
        let prepared = try PreparedCase(volumes, preprocessing: { header.modalities[$0].preprocessing }, axes: header.inference.axes, machine: machine)
        try admit { try need(for: prepared, loaded) }
        let warnings = InputChecks(modalities: modalities, header.inference).warnings(loaded.volumes, aligned: volumes, outliers: prepared.outliers, run)
        let request = loaded.request
        let probabilities = try probabilities(prepared.images, request.options) { try stage(.segmenting($0)) }
        try stage(.labelling)
        let labels = labels(of: probabilities, prepared, request)
        let output = loaded.grids.output, moved = moved(labels, probabilities, prepared, to: output, request.labelScheme, run)
        let statistics = SegmentationStatistics(
            labels: moved ?? labels, scheme: request.labelScheme, grid: output, caseName: request.caseName, given: loaded.given, imputed: loaded.imputed,
            model: URL(fileURLWithPath: model.path).lastPathComponent, digest: model.digest, precision: precision, tta: request.options.mirroring,
            rules: rules(request).map(\.text), warnings: warnings,
            workingSpacing: loaded.grids.isResampled ? loaded.grids.working.spacing : nil)
        let isAsked = request.probabilities != nil || request.uncertainty != nil
        return SegmentedCase(
            request: request, labels: labels, pictured: try pictured(loaded, prepared, labels, moved, run), grid: ResultGrid(prepared, output, movedLabels: moved),
            statistics: statistics, modalities: modalities,
            probabilities: isAsked ? RegionProbabilities(probabilities, outputs: header.outputs.map(\.name), of: prepared) : nil,
            report: request.report == nil ? nil : try report(request, prepared, labels, stage))
    }

    /// Nil unless the request asks for pictures.
    private func pictured(_ loaded: LoadedCase, _ prepared: PreparedCase, _ labels: [UInt8], _ moved: [UInt8]?, _ run: TaskRunner) throws -> PicturedCase? {
        let request = loaded.request
        guard request.overlay != nil || request.report != nil else { return nil }
        guard let moved else { return PicturedCase(prepared, labels: labels) }
        let background = modalities.firstIndex(of: OverlayPicture.background(of: loaded.given))
        let shown = request.report != nil ? loaded.volumes : loaded.volumes.filter { $0.key == background }
        return try PicturedCase(shown, on: loaded.grids.output, movedLabels: moved, run)
    }

    private func probabilities(_ images: [Int: Tensor], _ options: SegmentationOptions, _ stage: (Segmenter.Stage) throws -> Void) throws -> Tensor {
        try options.mirroring ? segmenter.mirroredProbabilities(images, stage: stage) : segmenter.probabilities(images, stage: stage)
    }

    /// Labels of the brain's box in canonical orientation.
    private func labels(of probabilities: Tensor, _ prepared: PreparedCase, _ request: SegmentationRequest) -> [UInt8] {
        let scheme = request.labelScheme
        let labels = scheme.labels(of: probabilities, outputs: model.header.outputs.map(\.name), threshold: model.header.inference.threshold)
        let canonical = prepared.axes.restored(labels, canonical: prepared.box.extent)
        return PostProcessing(rules: rules(request)).apply(to: canonical, prepared.box.extent, scheme)
    }

    private func rules(_ request: SegmentationRequest) -> [PostProcessingRule] { request.options.rules.rules(model: model.header.inference.rules) }
}

extension SegmentationJob {
    /// What the report says beside the statistics; segments the case once more for each modality but one.
    private func report(_ request: SegmentationRequest, _ prepared: PreparedCase, _ labels: [UInt8], _ stage: (Stage) throws -> Void) throws -> CaseReport {
        let given = try split(request.images).given.sorted { $0.key < $1.key }
        let digests = try given.map { (modalities[$0.key], try FileDigest.hexadecimal(NIfTIReader.files(of: $0.value))) }
        let agreement = try (given.count == 1 ? [] : given.map(\.key)).map { index -> ModalityAgreement in
            try stage(.comparing(without: modalities[index]))
            let others = try probabilities(prepared.images.filter { $0.key != index }, request.options) { _ in }
            return ModalityAgreement(without: modalities[index], labels, self.labels(of: others, prepared, request), request.labelScheme)
        }
        let header = model.header
        return CaseReport(
            expectation: expectation(given.map(\.key)), importance: header.importance?.normalised, agreement: agreement,
            digests: Dictionary(uniqueKeysWithValues: digests), provenance: header.provenance, threshold: header.inference.threshold)
    }

    /// The labels of another grid than the one on which the case was segmented; nil if it is the same but for rounding.
    private func moved(_ labels: [UInt8], _ probabilities: Tensor, _ prepared: PreparedCase, to output: Grid, _ scheme: LabelScheme, _ run: TaskRunner) -> [UInt8]? {
        guard output.difference(from: prepared.grid) != nil else { return nil }
        let transfer = MaskTransfer(from: prepared.orientation.canonicalGrid.part(prepared.box), target: output, scheme: scheme,
                                    threshold: model.header.inference.threshold)
        let outputs = model.header.outputs.map(\.name)
        return transfer.labels(labels, { RegionProbabilities.values(of: $0, probabilities, outputs: outputs, of: prepared) }, run)
    }
}
