import Files
import Foundation
import Imaging
import Inference

/// A directory of cases to segment, and where the masks go.
public struct BatchRequest: Sendable {
    /// Where the cases are.
    public var input: String
    /// Where `CASE.nii.gz` of every case goes, and the ledger; made if need be.
    public var output: String
    /// The model file; nil for the default one.
    public var model: String?
    public var labelScheme = LabelScheme.brats2021
    public var precision = Precision.automatic
    /// The grid that images on different grids are brought to.
    public var reference = ReferenceGrid.finest
    /// The grid of the masks.
    public var outputGrid = OutputGrid.reference
    /// Nil for as many as the process may use.
    public var threads: Int?
    /// The part of the cases to do; nil for all.
    public var shard: Shard?
    /// Whether to go on with an earlier batch: what is missing, failed, or was made by another model, from other input or with other options is done.
    public var resume = false
    /// Whether existing masks are replaced and an existing ledger is begun anew.
    public var overwrite = false

    public init(input: String, output: String) { (self.input, self.output) = (input, output) }

    var ledger: String { Ledger.path(in: output, shard) }

    /// Refuses what cannot end well before anything is read.
    ///
    /// - Throws: `emptyPath`, `outputInsideInput`, `ledgerExists`.
    func check() throws(WorkflowError) {
        for (option, path) in [("the input directory", input), ("--output", output)] where path.isEmpty { throw .emptyPath(option: option) }
        let (from, to) = (BatchRequest.components(input), BatchRequest.components(output))
        guard !to.starts(with: from) else { throw .outputInsideInput(output, input: input) }
        guard resume || overwrite || !FileManager.default.fileExists(atPath: ledger) else { throw .ledgerExists(ledger) }
    }

    /// Makes the output directory.
    func makeOutput() throws(WorkflowError) {
        do { try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true) } catch {
            throw .output(.cannotWrite(path: output, reason: "the folder cannot be made"))
        }
    }

    /// The parts of a path without links and dots, also of one that does not exist yet.
    private static func components(_ path: String) -> [String] {
        var (url, rest) = (URL(fileURLWithPath: path).standardizedFileURL, [String]())
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" {
            rest.insert(url.lastPathComponent, at: 0)
            url.deleteLastPathComponent()
        }
        return url.resolvingSymlinksInPath().pathComponents + rest
    }

    /// What of the request a mask depends on; a reference's file by its SHA-256.
    ///
    /// - Throws: `ImagingError` for a reference's file that cannot be read.
    func options() throws(ImagingError) -> String {
        var options = "label-scheme=\(labelScheme.rawValue),precision=\(precision.rawValue)"
        switch reference {
        case .finest: break
        case .millimetre: options += ",reference=1mm"
        case .modality(let name): options += ",reference=\(name)"
        case .file(let path): options += ",reference=\(try FileDigest.hexadecimal(NIfTIReader.files(of: path)))"
        }
        if case .modality(let name) = outputGrid { options += ",output-grid=\(name)" }
        return options
    }

    /// The request for one case.
    func request(for folder: CaseFolder, overwrite: Bool) -> SegmentationRequest {
        let images = folder.images.sorted { $0.key < $1.key }.map { (modality: $0.key, path: $0.value) }
        var request = SegmentationRequest(images: images, output: URL(fileURLWithPath: output).appendingPathComponent("\(folder.name).nii.gz").path)
        (request.model, request.labelScheme, request.overwrite) = (model, labelScheme, overwrite)
        (request.reference, request.outputGrid) = (reference, outputGrid)
        return request
    }
}
