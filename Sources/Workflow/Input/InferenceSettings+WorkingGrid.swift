import Imaging
import ModelFormat

/// Where a model works on images of a grid: there, or, if its voxels are not of the size that the model was trained on, over the same space
/// with voxels that are.
extension InferenceSettings {
    /// How many times as long or short voxels may be as those of the training, but for the rounding of headers. On four real cases that were
    /// brought to other voxels, the network on them as they were lost nothing up to 1.2; at 1.4 it lost a fifth of the whole tumour's Dice.
    private static let mostChange = 1.2 + 1e-4

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

    /// The number of voxels that the model works on if the reference has a grid, or cubes of 1 mm over its space.
    package func workingCount(of grid: Grid, isMillimetre: Bool = false) -> Double {
        guard isMillimetre else { return workingSpacing(of: grid).map(grid.spacedCount) ?? Double(grid.count) }
        return grid.canHoldAHead ? workingCount(of: grid.spaced(.one)) : grid.spacedCount(.one)
    }
}
