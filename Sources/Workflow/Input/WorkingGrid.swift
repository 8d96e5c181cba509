import Foundation
import Imaging
import ModelFormat

/// Where a model works on images of a grid: there, or, if its voxels are not of the size that the model was trained on, over the same space
/// with voxels that are.
extension InferenceSettings {
    /// How many times as long or short voxels may be as those of the training. On four real cases that were brought to other voxels, the network
    /// on them as they were lost nothing up to 1.2, and 0.09 of the whole tumour's Dice at 1.25.
    private static let mostChange = 1.2

    /// - Returns: Nil for the grid itself; else the distances between voxels along its axes i, j and k, in mm.
    package func workingSpacing(of grid: Grid) -> SIMD3<Double>? {
        guard let spacing, grid.canHoldAHead else { return nil }
        let orientation = Orientation(of: grid)
        var wanted = SIMD3<Double>.zero
        // Canonical axes are counted from R here, and from S among the network's.
        for (axis, source) in axes.sources.enumerated() { wanted[orientation.sourceAxes[2 - source]] = Double(spacing[axis]) }
        let change = wanted / grid.spacing
        return max(change.max(), 1 / change.min()) > InferenceSettings.mostChange ? wanted : nil
    }

    /// The number of voxels that the model works on.
    package func workingCount(of grid: Grid) -> Double { workingSpacing(of: grid).map(grid.spacedCount) ?? Double(grid.count) }
}

extension Grid {
    /// In mm.
    private static let headLengths = 30.0...1000.0

    /// Whether its longest side may be that of a head's image. If not, the header's voxel size is wrong.
    var canHoldAHead: Bool { Grid.headLengths.contains((spacing * SIMD3<Double>(dimensions)).max()) }
}

extension SIMD3<Double> {
    /// Lengths in mm, as 1 × 1 × 2.5 mm.
    var millimetreText: String { (0..<3).map { String(format: "%.3g", self[$0]) }.joined(separator: " × ") + " mm" }
}
