import Foundation
import Imaging

extension Grid {
    /// Of voxels and of the longest side of a head's image, in mm.
    private static let voxelLengths = 0.05...50.0, headLengths = 30.0...600.0

    /// Whether it may be that of a head's image. If not, the header's voxel size is wrong.
    package var canHoldAHead: Bool {
        let spacing = spacing
        return (0..<3).allSatisfy { Grid.voxelLengths.contains(spacing[$0]) } && Grid.headLengths.contains((spacing * SIMD3<Double>(dimensions)).max())
    }
}

extension SIMD3<Double> {
    /// Lengths in mm, as 1 × 1 × 2.5 mm.
    var millimetreText: String { (0..<3).map { String(format: "%.3g", self[$0]) }.joined(separator: " × ") + " mm" }
}
