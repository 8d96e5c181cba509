import Foundation
import Imaging
import ModelFormat
import Tensors
import Testing
import Workflow

/// A case for the checks of inputs, and what they measure of it.
struct CheckedCase: Sendable, CustomTestStringConvertible {
    static let modalities = ["flair", "t1", "t1c", "t2"]

    var name: String
    /// Of the model.
    var inference = InferenceSettings()
    /// By index into `modalities`.
    var volumes: [Int: Volume]
    var testDescription: String { name }

    /// A phantom of 48×60×48 voxels, with a grid of its own spacing.
    static func phantom(_ number: Int) -> CheckedCase {
        let made = Phantom(extent: Extent(48, 60, 48), seed: 21, case: number).render()
        let spacing = SIMD3<Double>(SIMD3(made.spacing.width, made.spacing.height, made.spacing.depth))
        let affine = Affine(i: SIMD3(spacing.x, 0, 0), j: SIMD3(0, spacing.y, 0), k: SIMD3(0, 0, spacing.z), origin: SIMD3(-70, -90, -60))
        let grid = Grid(dimensions: SIMD3(48, 60, 48), affine: affine)
        let volumes = modalities.indices.map { ($0, Volume(grid: grid, voxels: made.images[modalities[$0]]!, source: "\(modalities[$0]).nii")) }
        return CheckedCase(name: "phantom \(number)", volumes: Dictionary(uniqueKeysWithValues: volumes))
    }

    /// A case of real images.
    init(_ folder: CaseFolder) throws {
        name = folder.name
        volumes = try Dictionary(uniqueKeysWithValues: folder.images.map { (CheckedCase.modalities.firstIndex(of: $0.key)!, try NIfTIReader.read($0.value)) })
    }

    init(name: String, volumes: [Int: Volume]) { (self.name, self.volumes) = (name, volumes) }

    /// The images on the grid of the finest.
    var aligned: [Int: Volume] {
        let finest = CaseGrids.finest(volumes.sorted { $0.key < $1.key }.map(\.value)).grid
        return volumes.mapValues { volume in
            volume.grid.difference(from: finest) == nil ? volume : volume.resampled(to: finest, background: Background.value(of: volume), runInOrder).volume
        }
    }

    var warnings: [InputWarning] { InputChecks(modalities: CheckedCase.modalities, inference).warnings(volumes, aligned: aligned, runInOrder) }

    /// With one image made wrong.
    func with(_ index: Int, _ fault: (Volume) -> Volume) -> CheckedCase {
        CheckedCase(name: name, volumes: volumes.merging([index: fault(volumes[index]!)]) { $1 })
    }

    /// With two images under each other's names.
    func swapped(_ a: Int, _ b: Int) -> CheckedCase {
        CheckedCase(name: name, volumes: volumes.merging([a: volumes[b]!, b: volumes[a]!]) { $1 })
    }

    /// The greatest gain of a move, T1's bright end beside the others', the greatest reversal: each near or above its limit where something is wrong.
    var measures: (gain: Double, tail: Double?, reversal: Double?) {
        let coarse = aligned.mapValues(CoarseImage.init)
        let named = SequenceCheck(images: Dictionary(uniqueKeysWithValues: coarse.map { (CheckedCase.modalities[$0.key], $0.value) }))
        return (RegistrationCheck(images: coarse).gains(runInOrder).map(\.gain).max() ?? 0, named.tail?.amount, named.reversal?.amount)
    }

    /// The measures as a line of a table.
    func line(_ what: String) -> String {
        let (gain, tail, reversal) = measures
        let litres = volumes.values.map { CoarseImage($0).litres }.max()!
        func text(_ number: Double?) -> String { number.map { String(format: "%.2f", $0) } ?? "-" }
        return [name, what, text(litres), text(gain), text(tail), text(reversal), warnings.map { "\($0.modality) \($0.kind.rawValue)" }.joined(separator: ", ")]
            .joined(separator: " | ")
    }
}
