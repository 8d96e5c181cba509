import Foundation
import Imaging
import ModelFormat

/// What can be told to be wrong with a case's images before they are segmented.
package struct InputChecks {
    /// A brain and its fluid have less than 2 litres; those of the real cases that this was tried on 1.3 to 1.8.
    static let mostLitres = 2.3
    /// A newborn's brain has a third of a litre. An image of less than a litre may be of a part of one.
    static let (leastLitres, fieldOfView) = (0.2, 1.0)
    /// The share of its brain that an image may lose where all are brought together, and that it may lack of what they show together.
    static let mostLost = 0.2
    /// In mm³, of its brain that may be NaN. Beside it all may be.
    static let mostHoles = 1000.0
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
    ///   - outliers: Voxels that were too far from the others, by modality index.
    package func warnings(_ volumes: [Int: Volume], aligned: [Int: Volume], outliers: [Int: Int] = [:], _ run: TaskRunner) -> [InputWarning] {
        let coarse = aligned.mapValues(CoarseImage.init)
        var found: [InputWarning] = []
        func warn(_ kind: InputWarning.Kind, _ index: Int, if isFaulty: Bool = true, _ message: @autoclosure () -> String) {
            if isFaulty { found.append(InputWarning(kind: kind, modality: modalities[index], file: volumes[index]!.source, message: message())) }
        }
        func names(_ indices: [Int]) -> String { indices.map { modalities[$0] }.joined(separator: ", ") }
        let misplaced = RegistrationCheck(images: coarse).misplaced(run)
        let shown = InputChecks.shares(coarse.filter { image, _ in !misplaced.contains { $0.0 == image } })
        for (index, volume) in volumes.sorted(by: { $0.key < $1.key }) {
            let (grid, spacing) = (volume.grid, volume.grid.spacing)
            let litres = (aligned[index]!.grid == grid ? coarse[index]! : CoarseImage(volume)).litres
            let kept = litres > 0 && litres <= InputChecks.mostLitres ? coarse[index]!.litres / litres : 1
            let share = shown[index, default: 1]
            let twin = volumes.keys.sorted().first { $0 < index && volumes[$0]!.voxels == volume.voxels }
            let isKnown = inference.spacing != nil && inference.workingSpacing(of: grid) == nil
            warn(.notSkullStripped, index, if: litres > InputChecks.mostLitres, InputChecks.unstripped(litres))
            warn(.littleBrain, index, if: litres < InputChecks.leastLitres && grid.litres > InputChecks.fieldOfView, InputChecks.little(litres))
            warn(.cutOff, index, if: min(kept, share) < 1 - InputChecks.mostLost, InputChecks.cutOff(kept: kept, shown: share))
            warn(.notFinite, index, if: Double(volume.holes) * grid.voxelVolume > InputChecks.mostHoles, InputChecks.notFinite(volume.holes))
            warn(.outliers, index, if: outliers[index] != nil, InputChecks.far(outliers[index]!))
            warn(.sameImage, index, if: twin != nil, InputChecks.same(as: modalities[twin!]))
            warn(.implausibleSize, index, if: !grid.canHoldAHead, InputChecks.implausible(grid))
            warn(.anisotropic, index, if: spacing.max() > InputChecks.mostAnisotropy * spacing.min() && !isKnown, uneven(spacing, aligned[index]!.grid.spacing))
        }
        for (image, others) in misplaced {
            warn(.notCoRegistered, image, "it does not lie on \(names(others)): a small shift or turn makes them fit better; co-register the images")
        }
        // Sequences are told apart voxel by voxel, which needs images that lie on each other and show the same.
        guard misplaced.isEmpty else { return found }
        let whole = coarse.filter { shown[$0.key, default: 1] >= 1 - InputChecks.mostLost }
        let named = Dictionary(uniqueKeysWithValues: whole.map { (modalities[$0.key], $0.value) })
        if let suspects = SequenceCheck(images: named).suspects() {
            let message = "its grey values look like those of another sequence than \(suspects.named); check whether it was swapped with \(suspects.other), or files otherwise mixed up"
            warn(.otherSequence, modalities.firstIndex(of: suspects.named)!, message)
        }
        return found
    }

    private static func unstripped(_ litres: Double) -> String {
        "\(String(format: "%.1f", litres)) litres of it are not background, where a brain has less than 2: it is not skull-stripped, or its background not one value; "
            + "strip it, with HD-BET or SynthStrip for example, or set what is no brain to 0"
    }

    private static func little(_ litres: Double) -> String {
        "only \(String(format: "%.3f", litres)) litres of it are not background, where a brain has more than 0.3: check how it was skull-stripped, and the voxel size in its header"
    }

    private static func same(as other: String) -> String {
        "it is the same image as \(other)'s, and the mask trusts both; give each modality its own, and leave out what is missing"
    }

    private static func notFinite(_ count: Int) -> String {
        "\(count) voxels in its brain are NaN or infinite and were taken for background; check the program that made it"
    }

    private static func far(_ count: Int) -> String {
        "\(count) of its voxels lie so far from the others that they were brought nearer; check the program that made it"
    }

    private static func cutOff(kept: Double, shown: Double) -> String {
        func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
        return kept < 1 - mostLost
            ? "\(percent(1 - kept)) of its brain lie outside of the grid that all images are brought to; give --reference a modality that covers the brain"
            : "it shows \(percent(shown)) of the brain that all images show together, and where it shows none it is read as background; give an image of the whole brain, or leave it out"
    }

    /// Which share each image that shows a brain alone shows of what they show together. The images must be of one size.
    private static func shares(_ images: [Int: CoarseImage]) -> [Int: Double] {
        let stripped = images.filter { $0.value.litres <= mostLitres }
        guard let any = stripped.values.first else { return [:] }
        let together = any.values.indices.count { index in stripped.values.contains { $0.values[index] != $0.background } }
        return stripped.mapValues { Double($0.brain.count) / Double(max(together, 1)) }
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
