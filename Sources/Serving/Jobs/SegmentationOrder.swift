import Foundation
import Imaging
import ModelFormat
import Workflow

/// What a request to segment asks for.
struct SegmentationOrder: Sendable, Codable, Hashable {
    /// The model's name.
    var model: String
    /// Canonical names; each image lies in the job's folder under its name.
    var modalities: [String]
    var outputs: [SegmentationOutput]
    var labelScheme = LabelScheme.brats2021
    var options = SegmentationOptions()
    /// A file is the one that was sent for it; it lies in the job's folder under `referenceName`.
    var reference = ReferenceGrid.finest
    var outputGrid = OutputGrid.reference

    /// The part of a form that may be a file or a text, and the file's name in the job's folder.
    static let referenceName = "reference"

    /// The files that were sent.
    private var files: [String] { modalities + (reference == .file(SegmentationOrder.referenceName) ? [SegmentationOrder.referenceName] : []) }

    /// The request to do, with the mask made in any case.
    func request(in folder: JobFolder) -> SegmentationRequest {
        var request = SegmentationRequest(images: modalities.map { ($0, folder.file($0)) }, output: folder.file(SegmentationOutput.mask.fileName))
        for output in outputs { output.ask(of: &request, path: folder.file(output.fileName)) }
        (request.labelScheme, request.options, request.reference, request.outputGrid) = (labelScheme, options, reference, outputGrid)
        if case .file(let name) = reference { request.reference = .file(folder.file(name)) }
        request.overwrite = true
        return request
    }

    /// Refuses images that unpack to more than the limit, or would be brought to a grid that does, by their headers.
    func check(_ folder: JobFolder, _ limits: ServingLimits, _ inference: InferenceSettings) throws(RequestError) {
        for file in files {
            let grid: Grid
            do { grid = try NIfTIReader.readGrid(folder.file(file)) } catch { throw .unusable(folder.withoutPath("\(error)")) }
            guard grid.extent.voxels <= limits.voxels else { throw .tooLarge("the image \(file), unpacked,", limit: "\(limits.voxels) voxels") }
            guard inference.workingCount(of: grid, isMillimetre: reference == .millimetre) <= Double(limits.voxels) else {
                throw .tooLarge("the image \(file), resampled,", limit: "\(limits.voxels) voxels")
            }
        }
    }

    /// Does the work, on a worker's thread, and gives the warnings of doubtful images.
    func run(in folder: JobFolder, on worker: Worker, _ job: Job) throws -> [InputWarning] {
        let statistics: SegmentationStatistics
        do {
            statistics = try worker.segmentation(model).run(request(in: folder), memory: worker.memory) { stage in try SegmentationOrder.tell(stage, job) }
        } catch {
            throw RequestError.of(error, in: folder)
        }
        if outputs.contains(.statistics) { try SegmentationOrder.hidePaths(in: SegmentationOutput.statistics.fileName, folder) }
        for file in files { try? FileManager.default.removeItem(atPath: folder.file(file)) }
        return statistics.warnings
    }

    /// Warnings name images by where they lie.
    private static func hidePaths(in name: String, _ folder: JobFolder) throws {
        let file = URL(fileURLWithPath: folder.file(name))
        try Data(folder.withoutPath(String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
    }

    /// Tiles take nearly all of the time.
    private static func tell(_ stage: SegmentationJob.Stage, _ job: Job) throws {
        switch stage {
        case .waiting: try job.waitForMemory()
        case .reading: try job.begin("reading", progress: 0)
        case .preparing: try job.begin("preparing", progress: 0.04)
        case .segmenting(.compiling): try job.begin("compiling", progress: 0.06)
        case .segmenting(.computing(let tile, let count)): try job.begin("network", progress: 0.06 + 0.9 * Double(tile - 1) / Double(count))
        case .segmenting(.blending(let tile, let count)): try job.begin("blending", progress: 0.06 + 0.9 * Double(tile) / Double(count))
        case .comparing: try job.begin("comparing", progress: 0.96)
        case .labelling: try job.begin("labelling", progress: 0.96)
        case .writing: try job.begin("writing", progress: 0.97)
        }
    }
}
