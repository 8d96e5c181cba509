import Files
import Foundation
import Imaging

/// What is done to one case of a batch beside the segmenting; it may be done on any thread.
struct BatchStep: Sendable {
    /// How a case ends.
    enum Ending: Sendable {
        case done(name: String, [InputWarning])
        /// An earlier run did it, from the same input, with the same model and options.
        case kept
        case failed(BatchJob.Failure)
    }

    /// What reading a case leads to.
    enum Input: Sendable {
        case loaded(LoadedCase, LedgerEntry)
        case ended(Ending)

        var ending: Ending? { if case .ended(let ending) = self { ending } else { nil } }
    }

    private let name: String
    private let folder: Result<CaseFolder, ImagingError>
    private let batch: BatchRequest
    /// `BatchRequest.recipeOptions`, the same for all cases.
    private let options: Result<String, ImagingError>
    private let reader: CaseReader
    private let ledger: Ledger

    init(_ name: String, _ folder: Result<CaseFolder, ImagingError>, _ batch: BatchRequest, _ options: Result<String, ImagingError>,
         _ reader: CaseReader, _ ledger: Ledger) {
        (self.name, self.folder, self.batch, self.options, self.reader, self.ledger) = (name, folder, batch, options, reader, ledger)
    }

    /// Reads the images, unless an earlier run has done the case.
    ///
    /// - Parameter admit: Called before, with the bytes that reading holds at most; an error of its is the case's.
    /// - Throws: `WorkflowError` where the ledger cannot be written; what is wrong with the case is in the result.
    func read(admit: (_ bytes: () -> Int) throws -> Void) throws(WorkflowError) -> Input {
        let known = try ledger.entry(name)
        var entry = LedgerEntry(name: name, status: .running, recipe: .init(inputs: "", model: reader.model.digest, options: ""), subset: "")
        do {
            entry.options = try options.get()
            let folder = try folder.get()
            let given = try reader.split(folder.images.map { ($0.key, $0.value) }).given.sorted { $0.key < $1.key }
            entry.subset = given.map { reader.modalities[$0.key] }.joined(separator: "+")
            entry.inputs = try given.map { "\(reader.modalities[$0.key]):\(try FileDigest.hexadecimal(NIfTIReader.files(of: $0.value)))" }.joined(separator: ",")
            // Only what a ledger knows of is replaced unasked: any other file of that name is somebody's.
            let request = batch.request(for: folder, overwrite: batch.overwrite || known != nil)
            if let known, known.status == .done, known.recipe == entry.recipe,
               request.outputs.allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }), isWhole(request.output) { return .ended(.kept) }
            try batch.makeFolder(of: request.output)
            try request.check()
            for (_, path) in request.outputs { AtomicFile.removeRemains(of: path) }
            try admit { readingBytes }
            let loaded = try reader.load(request)
            try ledger.write(entry)
            return .loaded(loaded, entry)
        } catch { return .ended(try fail(entry, error, wasKnown: known != nil)) }
    }

    /// Whether a mask can be read to its end: a disk may have lost some of it since.
    private func isWhole(_ mask: String) -> Bool { (try? NIfTIReader.read(mask)) != nil }

    /// Bytes that reading holds at most. 0 for a case that will not be read.
    var readingBytes: Int { (try? folder.get()).map { reader.bytes(for: Array($0.images.values), batch.reference) } ?? 0 }

    /// Writes the mask, then that it is done.
    ///
    /// - Parameter seconds: That segmenting took.
    /// - Throws: As `read` does.
    func write(_ segmented: SegmentedCase, _ entry: LedgerEntry, seconds: Double) throws(WorkflowError) -> Ending {
        let clock = ContinuousClock(), began = clock.now
        do { try segmented.write(with: sidecars(of: segmented)) } catch { return try fail(entry, error) }
        var entry = entry
        func mm3(_ region: TumourRegion) -> Double? { segmented.statistics.regions[region.rawValue]?.mm3 }
        (entry.etMm3, entry.tcMm3, entry.wtMm3) = (mm3(.et), mm3(.tc), mm3(.wt))
        entry.status = .done
        entry.seconds = seconds + (clock.now - began) / .seconds(1)
        let warnings = segmented.statistics.warnings
        if !warnings.isEmpty { entry.message = warnings.map { "warning: \($0.unnamedText)" }.joined(separator: "\n") }
        try ledger.write(entry)
        return .done(name: name, warnings)
    }

    /// Writes what goes beside the mask.
    private func sidecars(of segmented: SegmentedCase) -> (FileBatch) throws -> Void {
        guard batch.layout == .bids else { return { _ in } }
        let sidecar = BIDSSidecar(segmented.statistics, images: segmented.request.images, dataset: batch.input)
        return { files in try sidecar.write(beside: segmented.request.output, in: files) }
    }

    /// Notes why the case failed. Paths are told from the input directory on: what lies above may name a patient.
    ///
    /// - Parameter wasKnown: Whether files of that name, if there are any, are this batch's own.
    func fail(_ entry: LedgerEntry, _ error: any Error, wasKnown: Bool = true) throws(WorkflowError) -> Ending {
        var entry = entry
        let above = (batch.input as NSString).appendingPathComponent("x").dropLast()
        (entry.status, entry.message) = (.failed, "\(error)".replacing(above, with: ""))
        let isForeign = !wasKnown && batch.files(of: name).contains(where: FileManager.default.fileExists(atPath:))
        if !isForeign { try ledger.write(entry) }
        batch.removeEmptyFolders(of: batch.mask(name))
        return .failed(BatchJob.Failure(name: name, message: "\(error)"))
    }
}
