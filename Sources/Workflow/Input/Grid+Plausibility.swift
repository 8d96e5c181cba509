import Foundation
import Imaging
import ModelFormat

extension Grid {
    /// Of the longest side of a head's image, in mm.
    private static let headLengths = 30.0...600.0

    /// The volume of all that it shows.
    var litres: Double { Double(count) * voxelVolume * 1e-6 }

    /// Whether it may be that of a head's image. If not, the header's voxel size is wrong.
    package var canHoldAHead: Bool {
        let spacing = spacing
        return (0..<3).allSatisfy { InferenceSettings.spacingRange.contains(Float(spacing[$0])) } && Grid.headLengths.contains((spacing * SIMD3<Double>(dimensions)).max())
    }
}

extension SIMD3<Double> {
    /// Lengths in mm, as 1 × 1 × 2.5 mm.
    var millimetreText: String { (0..<3).map { String(format: "%.3g", self[$0]) }.joined(separator: " × ") + " mm" }
}
