import Tensors

/// One region of a case as predicted and as it truly is, cut to a box that holds both.
public struct MaskPair: Sendable {
    /// [D, H, W]; 1 inside the region, else 0.
    let prediction, truth: [UInt8]
    let extent: Extent
    /// mm between voxels along width, height and depth.
    let spacing: SIMD3<Double>
    /// Voxels of the volume that the box leaves out: background of both.
    let outside: Int

    /// - Parameters:
    ///   - prediction: [D, H, W]; voxels that are not 0 belong to the region.
    ///   - truth: The same.
    ///   - spacing: mm between voxels along width, height and depth (i, j and k of a NIfTI file).
    ///   - outside: Further voxels that belong to neither.
    public init(prediction: [UInt8], truth: [UInt8], _ extent: Extent, spacing: SIMD3<Double>, outside: Int = 0) {
        precondition(prediction.count == extent.voxels && truth.count == extent.voxels,
                     "masks of \(prediction.count) and \(truth.count) voxels for \(extent)")
        (self.prediction, self.truth, self.extent, self.spacing, self.outside) = (prediction, truth, extent, spacing, outside)
    }

    /// How the masks agree in the whole volume.
    public var counts: VoxelCounts {
        var (both, predicted, actual) = (0, 0, 0)
        for index in truth.indices {
            let (p, t) = (prediction[index] != 0, truth[index] != 0)
            both += p && t ? 1 : 0
            predicted += p ? 1 : 0
            actual += t ? 1 : 0
        }
        return VoxelCounts(truePositives: both, falsePositives: predicted - both, falseNegatives: actual - both,
                           trueNegatives: extent.voxels + outside - predicted - actual + both)
    }

    /// The volume of a voxel in mm³.
    var voxelVolume: Double { spacing.x * spacing.y * spacing.z }
}
