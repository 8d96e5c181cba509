import Files
import Foundation
import Imaging
import Inference

/// A directory of cases to segment, and where the masks go.
public struct BatchRequest: Sendable {
    /// Where the cases are.
    public var input: String
    /// Where the masks go; made if need be.
    public var output: String
    public var layout = BatchLayout.ledger
    /// The subjects of a BIDS dataset to do, without `sub-`; nil for all cases.
    public var participants: Set<String>?
    /// The model file; nil for the default one.
    public var model: String?
    public var labelScheme = LabelScheme.brats2021
    public var options = SegmentationOptions()
    /// Folders for what is written of each case beside its mask, made if need be; nil for nothing.
    public var folders = ResultFolders()
    public var precision = Precision.automatic
    /// The grid that images on different grids are brought to.
    public var reference = ReferenceGrid.finest
    /// The grid of the masks.
    public var outputGrid = OutputGrid.reference
    /// Nil for as many as the process may use.
    public var threads: Int?
    /// The part of the cases to do; nil for all.
    public var shard: Shard?
    /// Resident bytes to stay below; by itself what machine and control groups grant. A case for which they are too few fails.
    public var memoryLimit = ProcessMemory.grant
    /// Whether to go on with an earlier batch: what is missing, failed, or was made by another model, from other input or with other options is done.
    public var resume = false
    /// Whether existing masks are replaced and an existing ledger is begun anew.
    public var overwrite = false

    public init(input: String, output: String) { (self.input, self.output) = (input, output) }

    private var ledger: String { Ledger.path(in: output, shard) }

    /// Refuses what cannot end well before anything is read.
    ///
    /// - Throws: `emptyPath`, `outputInsideInput`, `ledgerExists`.
    func check() throws(WorkflowError) {
        for (option, path) in [("the input directory", input), ("--output", output)] where path.isEmpty { throw .emptyPath(option: option) }
        let (from, to) = (BatchRequest.components(input), BatchRequest.components(output))
        guard !to.starts(with: from) || (layout != .ledger && to != from) else { throw .outputInsideInput(output, input: input) }
        for (option, folder) in folders.all {
            if folder.isEmpty { throw .emptyPath(option: option) }
            let place = BatchRequest.components(folder)
            if place.starts(with: from) { throw .outputInsideInput(folder, input: input) }
            if ResultFolders.imageOptions.contains(option), place.starts(with: to) { throw .imagesAmongMasks(folder, option: option, output: output) }
        }
        guard layout != .ledger || resume || overwrite || !FileManager.default.fileExists(atPath: ledger) else { throw .ledgerExists(ledger) }
    }

    /// The cases to do, each with why it cannot be used if it cannot, sorted by name.
    ///
    /// - Throws: As `CaseSearch` does, and `participantAbsent`.
    func cases() throws -> [(name: String, folder: Result<CaseFolder, ImagingError>)] {
        let isApart = layout == .ledger
        let search = try CaseSearch(input, naming: layout == .masksAlone ? .files : .folder, excluding: isApart ? nil : output)
        var all = search.cases.map { (name: $0.name, folder: Result<CaseFolder, ImagingError>.success($0)) }
            + search.failures.map { (name: $0.name, folder: .failure($0.error)) }
        if layout == .bids { all.removeAll { BIDSName($0.name) == nil } }
        if let participants {
            let known = Set(all.compactMap { BIDSName($0.name)?.subject })
            guard known.isSuperset(of: participants) else { throw WorkflowError.participantAbsent(participants.subtracting(known).sorted(), directory: input) }
            all.removeAll { !participants.contains(BIDSName($0.name)?.subject ?? "") }
        }
        guard !all.isEmpty else { throw ImagingError.noCases(directory: input) }
        all.sort { $0.name < $1.name }
        return shard?.part(of: all) ?? all
    }

    /// Opens the ledger; one that is kept in memory alone where none is asked for.
    func openLedger() throws(WorkflowError) -> Ledger {
        let opened = layout == .ledger ? try Ledger(ledger) : try Ledger()
        if overwrite && !resume { try opened.clear() }
        return opened
    }

    /// Makes the output directory and the other folders.
    func makeOutput() throws(WorkflowError) {
        for folder in [output] + folders.all.map(\.folder) { try make(folder: folder) }
    }

    /// Makes the folder of a mask, below the output directory.
    func makeFolder(of mask: String) throws(WorkflowError) { try make(folder: (mask as NSString).deletingLastPathComponent) }

    private func make(folder: String) throws(WorkflowError) {
        do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw .output(.cannotWrite(path: folder, reason: "the folder cannot be made"))
        }
    }

    /// Takes folders away, below the output directory, that hold nothing since no mask was written.
    func removeEmptyFolders(of mask: String) {
        let top = URL(fileURLWithPath: output).path
        var folder = (mask as NSString).deletingLastPathComponent
        while folder.count > top.count, rmdir(folder) == 0 { folder = (folder as NSString).deletingLastPathComponent }
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

    /// What of the request a case's files depend on; a reference's file by its SHA-256.
    ///
    /// - Throws: `ImagingError` for a reference's file that cannot be read.
    func recipeOptions() throws(ImagingError) -> String {
        var text = "label-scheme=\(labelScheme.rawValue),precision=\(precision.rawValue)" + options.maskText + (folders.overlay == nil ? "" : options.overlayText)
        if reference != .finest { text += ",reference=\(try reference.path.map { path throws(ImagingError) in try FileDigest.hexadecimal(NIfTIReader.files(of: path)) } ?? reference.text)" }
        if outputGrid != .reference { text += ",output-grid=\(outputGrid.text)" }
        return text
    }

    /// All that a case of this name has written.
    func files(of name: String) -> [String] { request(for: name, [], overwrite: false).outputs.map(\.path) }

    /// Where a case's mask goes.
    func mask(_ name: String) -> String {
        let file = layout == .bids ? BIDSName(name)?.mask : nil
        return URL(fileURLWithPath: output).appendingPathComponent(file ?? "\(name).nii.gz").path
    }

    /// The request for one case.
    func request(for folder: CaseFolder, overwrite: Bool) -> SegmentationRequest {
        request(for: folder.name, folder.images.sorted { $0.key < $1.key }.map { (modality: $0.key, path: $0.value) }, overwrite: overwrite)
    }

    private func request(for name: String, _ images: [(modality: String, path: String)], overwrite: Bool) -> SegmentationRequest {
        var request = SegmentationRequest(images: images, output: mask(name))
        (request.model, request.labelScheme, request.options, request.overwrite) = (model, labelScheme, options, overwrite)
        (request.reference, request.outputGrid) = (reference, outputGrid)
        folders.name(in: &request)
        return request
    }
}
