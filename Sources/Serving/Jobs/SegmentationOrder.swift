import Foundation
import Imaging
import ModelFormat
import Workflow

/// What a request to segment asks for.
struct SegmentationOrder: Sendable, Codable, Hashable {
    /// What can be made, in the order of an archive.
    enum Output: String, Sendable, Codable, CaseIterable {
        case mask, statistics, overlay, report

        /// The file's name, in the job's folder and in archives.
        var fileName: String {
            switch self {
            case .mask: "mask.nii.gz"
            case .statistics: "statistics.json"
            case .overlay: "overlay.png"
            case .report: "report.html"
            }
        }

        var mediaType: String {
            switch self {
            case .mask: "application/gzip"
            case .statistics: "application/json"
            case .overlay: "image/png"
            case .report: "text/html; charset=utf-8"
            }
        }
    }

    /// The model's name.
    let model: String
    /// Canonical names; each image lies in the job's folder under its name.
    let modalities: [String]
    let outputs: [Output]
    let labelScheme: LabelScheme
    /// Whether probabilities are the mean over all mirrored images.
    let mirroring: Bool

    private static let fields = ["model", "outputs", "label-scheme", "tta"]

    /// The name under which a part of a form is stored as a file: a modality, by any of its names.
    static func fileName(_ part: String) -> String? { ModalityAliases.standard.canonicalName(of: part) }

    /// Reads a form.
    ///
    /// - Throws: `RequestError` for what it lacks, or what is unknown.
    init(_ form: Form, _ models: ServedModels, defaultOutputs: [Output]) throws(RequestError) {
        if let unknown = form.texts.keys.sorted().first(where: { !SegmentationOrder.fields.contains($0) }) {
            throw .badRequest("the form has a part \(unknown.prefix(64).debugDescription); expected images by modality (flair, t1, t1c, t2) and "
                + SegmentationOrder.fields.joined(separator: ", "))
        }
        let model = try models.model(form.texts["model"], task: .segmentation)
        (self.model, modalities) = (model.name, form.files.sorted())
        guard !modalities.isEmpty else { throw .badRequest("no image was sent; send at least one of flair, t1, t1c, t2") }
        outputs = try form.texts["outputs"].map(SegmentationOrder.outputs) ?? defaultOutputs
        guard let scheme = LabelScheme(rawValue: form.texts["label-scheme"] ?? LabelScheme.brats2021.rawValue), LabelScheme.writable.contains(scheme) else {
            throw .badRequest("label-scheme is unknown; expected \(LabelScheme.writable.map(\.rawValue).joined(separator: " or "))")
        }
        labelScheme = scheme
        guard let mirroring = ["true": true, "false": false][form.texts["tta"] ?? "false"] else { throw .badRequest("tta is unknown; expected true or false") }
        self.mirroring = mirroring
    }

    private static func outputs(_ text: String) throws(RequestError) -> [Output] {
        let names = Set(text.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
        let outputs = Output.allCases.filter { names.contains($0.rawValue) }
        guard outputs.count == names.count, !outputs.isEmpty else {
            throw .badRequest("outputs is unknown; expected some of \(Output.allCases.map(\.rawValue).joined(separator: ",")), with commas between")
        }
        return outputs
    }

    /// The request to do, with the mask made in any case.
    func request(in folder: JobFolder) -> SegmentationRequest {
        var request = SegmentationRequest(images: modalities.map { ($0, folder.file($0)) }, output: folder.file(Output.mask.fileName))
        if outputs.contains(.statistics) { request.statistics = folder.file(Output.statistics.fileName) }
        if outputs.contains(.overlay) { request.overlay = folder.file(Output.overlay.fileName) }
        if outputs.contains(.report) { request.report = folder.file(Output.report.fileName) }
        (request.labelScheme, request.options.mirroring, request.overwrite) = (labelScheme, mirroring, true)
        return request
    }

    /// Refuses images that unpack to more than the limit, by their headers.
    func check(_ folder: JobFolder, _ limits: ServingLimits) throws(RequestError) {
        for modality in modalities {
            let grid: Grid
            do { grid = try NIfTIReader.readGrid(folder.file(modality)) } catch { throw .unusable(folder.withoutPath("\(error)")) }
            guard grid.extent.voxels <= limits.voxels else { throw .tooLarge("the image \(modality), unpacked,", limit: "\(limits.voxels) voxels") }
        }
    }

    /// Does the work, on a worker's thread.
    func run(in folder: JobFolder, on worker: Worker, _ job: Job) throws {
        do {
            _ = try worker.segmentation(model).run(request(in: folder)) { stage in try SegmentationOrder.tell(stage, job) }
        } catch let error as CancellationError {
            throw error
        } catch let error as any ExitCoded where error.programExit != .internalFault {
            throw RequestError.unusable(folder.withoutPath("\(error)"))
        }
        if outputs.contains(.statistics) { try SegmentationOrder.hidePaths(in: Output.statistics.fileName, folder) }
        for modality in modalities { try? FileManager.default.removeItem(atPath: folder.file(modality)) }
    }

    /// Warnings name images by where they lie.
    private static func hidePaths(in name: String, _ folder: JobFolder) throws {
        let file = URL(fileURLWithPath: folder.file(name))
        try Data(folder.withoutPath(String(contentsOf: file, encoding: .utf8)).utf8).write(to: file)
    }

    /// Tiles take nearly all of the time.
    private static func tell(_ stage: SegmentationJob.Stage, _ job: Job) throws {
        switch stage {
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
