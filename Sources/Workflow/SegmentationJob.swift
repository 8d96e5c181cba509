import Dispatch
import Files
import Foundation
import Imaging
import Inference
import Kernels
import ModelFormat
import Networks
import Synchronization
import Tensors

/// Segments cases with one loaded model.
public final class SegmentationJob {
    public let model: ModelFile
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
        (model, self.precision) = (file, precision)
        let settings = file.header.inference
        do {
            // Every tensor that the graph names was checked when the file was read.
            segmenter = try Segmenter(file.header.network, weights: { try! file.floats($0) }, tile: settings.tile, overlap: settings.overlap,
                                      precision: precision, machine: machine)
        } catch { throw WorkflowError.unfitNetwork(model: path, error) }
    }

    /// The names of the model's modalities, in order.
    public var modalities: [String] { model.header.modalities.map(\.name) }

    /// The model's modalities among the given ones, and those that will be imputed.
    public func split(_ images: [(modality: String, path: String)]) throws(WorkflowError) -> (given: [Int: String], imputed: [String]) {
        var given: [Int: String] = [:]
        for (modality, path) in images {
            guard let index = model.header.modalities.firstIndex(where: { $0.answers(to: modality) }) else {
                throw .unknownModality(modality, model: model.path, known: modalities)
            }
            if let other = given.updateValue(path, forKey: index) { throw .modalityTwice(modalities[index], [other, path]) }
        }
        return (given, modalities.indices.filter { given[$0] == nil }.map { modalities[$0] })
    }

    /// What the model's evaluation says of the modalities with these indices; nil if nothing.
    public func expectation(_ given: [Int]) -> SubsetExpectation? { SubsetExpectation(model.header, given: ModalitySubset(given)) }

    /// Segments one case and writes the mask and what else is asked for.
    ///
    /// - Parameter stage: Called as each stage begins.
    /// - Throws: `WorkflowError` or `ImagingError`; then no output has been changed, unless the disk failed between two of them.
    public func run(_ request: SegmentationRequest, stage: (Stage) -> Void = { _ in }) throws -> SegmentationStatistics {
        try request.check()
        let (given, imputed) = try split(request.images)
        stage(.reading)
        let volumes = try SegmentationJob.read(given)
        stage(.preparing)
        let header = model.header
        let prepared = try PreparedCase(volumes, preprocessing: { header.modalities[$0].preprocessing }, axes: header.inference.axes, machine: machine)
        let labels = try labels(of: prepared, request.labelScheme, stage)
        stage(.writing)
        let mask = prepared.restored(labels)
        let statistics = SegmentationStatistics(
            labels: labels, scheme: request.labelScheme, grid: prepared.grid, caseName: request.caseName,
            given: given.keys.sorted().map { modalities[$0] }, imputed: imputed,
            model: URL(fileURLWithPath: model.path).lastPathComponent, digest: model.digest, precision: precision)
        try write(mask, labels, prepared, statistics, request)
        return statistics
    }

    /// Labels of the brain's box in canonical orientation.
    private func labels(of prepared: PreparedCase, _ scheme: LabelScheme, _ stage: (Stage) -> Void) throws -> [UInt8] {
        let probabilities = try segmenter.probabilities(prepared.images) { stage(.segmenting($0)) }
        stage(.labelling)
        let labels = scheme.labels(of: probabilities, outputs: model.header.outputs.map(\.name), threshold: model.header.inference.threshold)
        let canonical = prepared.axes.restored(labels, canonical: prepared.box.extent)
        return PostProcessing(rules: model.header.inference.rules).apply(to: canonical, prepared.box.extent, scheme)
    }

    /// Reads the files, all at once.
    private static func read(_ paths: [Int: String]) throws -> [Int: Volume] {
        let ordered = paths.sorted { $0.key < $1.key }
        let results = Mutex<[Int: Result<Volume, ImagingError>]>([:])
        DispatchQueue.concurrentPerform(iterations: ordered.count) { number in
            let (index, path) = ordered[number]
            let result = Result { () throws(ImagingError) in try NIfTIReader.read(path) }
            results.withLock { $0[index] = result }
        }
        // The first file that cannot be read is the one reported.
        var volumes: [Int: Volume] = [:]
        for (index, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { volumes[index] = try result.get() }
        return volumes
    }

    private func write(_ mask: [UInt8], _ labels: [UInt8], _ prepared: PreparedCase, _ statistics: SegmentationStatistics,
                       _ request: SegmentationRequest) throws {
        let batch = FileBatch(overwrite: request.overwrite)
        try NIfTIWriter.write(mask: mask, on: prepared.grid, to: request.output, in: batch)
        if let path = request.overlayFile { try OverlayPicture.write(labels, prepared, statistics, modalities, to: path, in: batch) }
        if let path = request.statistics {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let json = try Array(encoder.encode(statistics) + Data("\n".utf8))
            try batch.add(path) { draft throws(FileError) in try draft.append(json) }
        }
        try batch.publish()
    }
}
