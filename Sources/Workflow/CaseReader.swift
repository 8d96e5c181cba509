import Dispatch
import Imaging
import ModelFormat
import Synchronization

/// Reads the images of cases for one model. It keeps no state, so that one case can be read while another is segmented.
struct CaseReader: Sendable {
    let model: ModelFile

    /// The names of the model's modalities, in order.
    var modalities: [String] { model.header.modalities.map(\.name) }

    /// The model's modalities among the given ones, and those that will be imputed.
    func split(_ images: [(modality: String, path: String)]) throws(WorkflowError) -> (given: [Int: String], imputed: [String]) {
        var given: [Int: String] = [:]
        for (modality, path) in images {
            guard let index = model.header.modalities.firstIndex(where: { $0.answers(to: modality) }) else {
                throw .unknownModality(modality, model: model.path, known: modalities)
            }
            if let other = given.updateValue(path, forKey: index) { throw .modalityTwice(modalities[index], [other, path]) }
        }
        return (given, modalities.indices.filter { given[$0] == nil }.map { modalities[$0] })
    }

    /// Bytes that reading images and bringing them to one grid holds at most. What `load` will refuse takes none.
    func bytes(for paths: [String], _ reference: ReferenceGrid) -> Int {
        let grids = paths.compactMap { try? NIfTIReader.readGrid($0) }, inference = model.header.inference
        let working: [Double] = switch reference {
        case .finest, .modality, .millimetre: grids.map { inference.workingCount(of: $0, isMillimetre: reference == .millimetre) }
        case .file(let path): [(try? NIfTIReader.readGrid(path)).map { inference.workingCount(of: $0) } ?? 0]
        }
        let float = MemoryLayout<Float>.stride, reading = grids.reduce(0) { $0 + NIfTIReader.heldBytes(voxels: $1.count) }
        // Then every voxel is held as a float, and on the working grid, and prepared there.
        let most = Int(working.filter { $0 <= CaseGrids.voxelLimit }.max() ?? 0)
        return max(reading, grids.reduce(0) { $0 + $1.count } * float + grids.count * most * 2 * float)
    }

    /// Reads a case's files, all at once.
    ///
    /// - Throws: `WorkflowError` for the request, `ImagingError` for the first file that cannot be read, the reference's last.
    func load(_ request: SegmentationRequest) throws -> LoadedCase {
        let (given, imputed) = try split(request.images)
        let ordered = given.sorted { $0.key < $1.key }
        let results = Mutex<[Int: Result<Volume, ImagingError>]>([:])
        DispatchQueue.concurrentPerform(iterations: ordered.count) { number in
            let (index, path) = ordered[number]
            let result = Result { () throws(ImagingError) in try NIfTIReader.read(path) }
            results.withLock { $0[index] = result }
        }
        // The first file that cannot be read is the one reported.
        var volumes: [Int: Volume] = [:]
        for (index, result) in results.withLock({ $0 }).sorted(by: { $0.key < $1.key }) { volumes[index] = try result.get() }
        let grids = try CaseGrids(volumes, request, model)
        return LoadedCase(request: request, volumes: volumes, grids: grids, given: given.keys.sorted().map { modalities[$0] }, imputed: imputed)
    }
}

/// A case whose images are in memory.
struct LoadedCase: Sendable {
    let request: SegmentationRequest
    /// By the modality's index in the model's order.
    let volumes: [Int: Volume]
    let grids: CaseGrids
    let given, imputed: [String]
}
