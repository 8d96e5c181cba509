import Kernels
import Tensors

/// Another case's tumour, to be put into a patch with some of the tissue about it.
///
/// Few labelled cases become many pairs of a brain and a tumour (Zhang et al., CarveMix: A Simple Data Augmentation Method for Brain Lesion
/// Segmentation, 2023). The centres of both brains are taken to be the same place, and left may become right.
struct Transplant {
    private let donor: TrainingCase
    private let grid: Resampler
    /// The donor's voxel that each voxel of the patch would show; −1 outside.
    private let shown: [Int32]
    /// How much of each voxel of the patch is the donor's, 0 to 1.
    private let share: [Float]

    /// - Parameters:
    ///   - donor: Has all modalities of the patch, and its tumour is measured.
    ///   - recipient: The case that the patch shows.
    ///   - placement: Of the patch in the recipient.
    ///   - images: Of the patch, by modality; where one of them or of the donor's is 0, nothing is put.
    init(of donor: TrainingCase, into recipient: TrainingCase, _ placement: Augmentation.Placement, _ images: [Int: Tensor], _ patch: Extent,
         machine: Machine, _ random: inout SeededGenerator) {
        let turn = SIMD3<Float>(1, 1, random.chance(0.5) ? -1 : 1)
        let own = Augmentation.Placement(matrix: placement.matrix.map { turn * $0 },
                                         center: donor.extent.center + turn * (placement.center - recipient.extent.center))
        // In quarters of a voxel: all is the donor's up to the margin, nothing from two voxels further on.
        let margin = random.uniform(0...24), ramp: Float = 8
        let pairs = images.map { ($1, donor.images[$0]!) }
        self.donor = donor
        grid = Resampler(placement: own, patch: patch, source: donor.extent, machine: machine)
        shown = grid.nearestVoxels()
        share = shown.enumerated().map { index, voxel in
            guard voxel >= 0 else { return 0 }
            let share = (margin + ramp - Float(donor.tumourDistance[Int(voxel)])) / ramp
            return share > 0 && pairs.allSatisfy { $0.base[index] != 0 && $1.base[Int(voxel)] != 0 } ? min(share, 1) : 0
        }
    }

    /// Blends one modality of the donor into the patch's image.
    func put(_ modality: Int, into target: Tensor) { grid.blend(donor.images[modality]!, into: target, share: share) }

    /// Changes the patch's masks to the donor's where at least half of a voxel is the donor's.
    func put(into masks: inout [[UInt8]]) {
        for (region, truth) in donor.truth.enumerated() {
            for (index, share) in share.enumerated() where share >= 0.5 { masks[region][index] = truth[Int(shown[index])] }
        }
    }
}

extension Extent {
    /// Of a case, in indices of voxels.
    fileprivate var center: SIMD3<Float> { (SIMD3(Float(depth), Float(height), Float(width)) - 1) / 2 }
}
