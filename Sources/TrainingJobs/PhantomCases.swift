import Files
import Foundation
import Imaging
import Tensors

/// Writes synthetic cases as BraTS 2021 lays them out: `Phantom_00001/Phantom_00001_flair.nii.gz` … `_seg.nii.gz`.
public struct PhantomCases: Sendable {
    public let size: Extent
    public let seed: UInt64

    public init(size: Extent, seed: UInt64) {
        self.size = size
        self.seed = seed
    }

    /// - Parameter progress: Called with the number of the case that is begun and of all cases.
    /// - Throws: `FileError` where a file exists that may not be replaced, and then nothing is written; `ImagingError` or
    ///   `TrainingJobError` where one cannot be written.
    public func write(_ count: Int, to directory: String, overwrite: Bool, progress: (Int, Int) -> Void = { _, _ in }) throws {
        let files = (1...count).flatMap { number in PhantomCases.roles.map { file(of: number, $0, in: directory) } }
        if !overwrite, let taken = files.first(where: FileManager.default.fileExists) { throw FileError.exists(path: taken) }
        for number in 1...count {
            progress(number, count)
            try write(case: number, to: directory, overwrite: overwrite)
        }
    }

    private func write(case number: Int, to directory: String, overwrite: Bool) throws {
        let folder = URL(fileURLWithPath: directory).appendingPathComponent(name(of: number))
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw TrainingJobError.cannotWrite(folder.path, reason: "it cannot be made a folder")
        }
        let phantom = Phantom(extent: size, seed: seed, case: number).render()
        let grid = grid(phantom)
        for (modality, voxels) in phantom.images.sorted(by: { $0.key < $1.key }) {
            try NIfTIWriter.write(Volume(grid: grid, voxels: voxels), to: file(of: number, modality, in: directory), overwrite: overwrite)
        }
        try NIfTIWriter.write(mask: phantom.labels, on: grid, to: file(of: number, "seg", in: directory), overwrite: overwrite)
    }

    private func name(of number: Int) -> String { "Phantom_" + String(repeating: "0", count: max(0, 5 - "\(number)".count)) + "\(number)" }

    private func file(of number: Int, _ role: String, in directory: String) -> String {
        let name = name(of: number)
        return URL(fileURLWithPath: directory).appendingPathComponent("\(name)/\(name)_\(PhantomCases.suffix[role] ?? role).nii.gz").path
    }

    /// What a case has files of: the modalities and the labels.
    private static let roles = ModalityAliases.standard.table.keys.sorted() + ["seg"]

    /// BraTS 2021's name of a modality, where it differs.
    private static let suffix = ["t1c": "t1ce"]

    /// Voxels run left to right, back to front, bottom to top (RAS), about the middle of the volume.
    private func grid(_ phantom: PhantomCase) -> Grid {
        let (s, e) = (phantom.spacing, phantom.extent)
        let (x, y, z) = (Double(s.width), Double(s.height), Double(s.depth))
        let origin = SIMD3(-x * Double(e.width - 1) / 2, -y * Double(e.height - 1) / 2, -z * Double(e.depth - 1) / 2)
        return Grid(dimensions: SIMD3(e.width, e.height, e.depth), affine: Affine(i: SIMD3(x, 0, 0), j: SIMD3(0, y, 0), k: SIMD3(0, 0, z), origin: origin))
    }
}
