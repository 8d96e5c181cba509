import Foundation
import Imaging
import ModelFormat

/// What can be told to be wrong with a case's images before they are segmented.
package struct InputChecks {
    /// A brain and its fluid have less than 2 litres; those of the real cases that this was tried on 1.3 to 1.8.
    static let mostLitres = 2.3
    /// How many times as far apart voxels may be along one axis as along another.
    static let mostAnisotropy = 4.0

    /// The names of the model's modalities, in order.
    let modalities: [String]
    /// The model's.
    let inference: InferenceSettings

    package init(modalities: [String], _ inference: InferenceSettings) { (self.modalities, self.inference) = (modalities, inference) }

    /// - Parameters:
    ///   - volumes: As the files have them, by modality index.
    ///   - aligned: The same on one grid.
    package func warnings(_ volumes: [Int: Volume], aligned: [Int: Volume], _ run: TaskRunner) -> [InputWarning] {
        let coarse = aligned.mapValues(CoarseImage.init)
        func warning(_ kind: InputWarning.Kind, _ index: Int, _ message: String) -> InputWarning {
            InputWarning(kind: kind, modality: modalities[index], file: volumes[index]!.source, message: message)
        }
        func names(_ indices: [Int]) -> String { indices.map { modalities[$0] }.joined(separator: ", ") }
        var found: [InputWarning] = []
        for (index, volume) in volumes.sorted(by: { $0.key < $1.key }) {
            let litres = (aligned[index]!.grid == volume.grid ? coarse[index]! : CoarseImage(volume)).litres
            if litres > InputChecks.mostLitres { found.append(warning(.notSkullStripped, index, InputChecks.unstripped(litres))) }
            let spacing = volume.grid.spacing
            if !volume.grid.canHoldAHead { found.append(warning(.implausibleSize, index, InputChecks.implausible(volume.grid))) }
            let isKnown = inference.spacing != nil && inference.workingSpacing(of: volume.grid) == nil
            if spacing.max() > InputChecks.mostAnisotropy * spacing.min(), !isKnown {
                found.append(warning(.anisotropic, index, uneven(spacing, aligned[index]!.grid.spacing)))
            }
        }
        let misplaced = RegistrationCheck(images: coarse).misplaced(run)
        for (image, others) in misplaced {
            found.append(warning(.notCoRegistered, image, "it does not lie on \(names(others)): a small shift or turn makes them fit better; co-register the images"))
        }
        // Sequences are told apart voxel by voxel, which needs images that lie on each other.
        guard misplaced.isEmpty else { return found }
        let named = Dictionary(uniqueKeysWithValues: coarse.map { (modalities[$0.key], $0.value) })
        if let suspects = SequenceCheck(images: named).suspects() {
            let message = "its grey values look like those of another sequence than \(suspects.named); check whether it was swapped with \(suspects.other), or files otherwise mixed up"
            found.append(warning(.otherSequence, modalities.firstIndex(of: suspects.named)!, message))
        }
        return found
    }

    private static func unstripped(_ litres: Double) -> String {
        "\(String(format: "%.1f", litres)) litres of it are not background, where a brain has less than 2: it is not skull-stripped, or its background not one value; "
            + "strip it, with HD-BET or SynthStrip for example, or set what is no brain to 0"
    }

    private static func implausible(_ grid: Grid) -> String {
        let size = grid.dimensions
        return "its \(size.x) × \(size.y) × \(size.z) voxels of \(grid.spacing.millimetreText) are not the size of a head; correct the voxel size in its header"
    }

    private func uneven(_ spacing: SIMD3<Double>, _ reference: SIMD3<Double>) -> String {
        let isEven = inference.spacing != nil || reference.max() <= InputChecks.mostAnisotropy * reference.min()
        return "its voxels of \(spacing.millimetreText) are far from the cubes that the model knows; take a 3-D acquisition if there is one\(isEven ? "" : ", or add --reference 1mm")"
    }
}
