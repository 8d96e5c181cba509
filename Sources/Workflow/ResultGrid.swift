import Imaging

/// Where results are written: the one place that brings what is known of the brain's box to the grid of the files.
struct ResultGrid: Sendable {
    private let prepared: PreparedCase
    /// The grid of the files.
    let grid: Grid
    /// The labels on the files' grid; nil where that is the one on which the case was segmented, but for rounding.
    private let movedLabels: [UInt8]?

    init(_ prepared: PreparedCase, _ grid: Grid, movedLabels: [UInt8]?) { (self.prepared, self.grid, self.movedLabels) = (prepared, grid, movedLabels) }

    /// Labels `[k, j, i]`, 0 around the box.
    func labels(_ box: [UInt8]) -> [UInt8] { movedLabels ?? prepared.orientation.restored(box, of: prepared.box) }

    /// Numbers `[k, j, i]`, 0 around the box; interpolated on another grid.
    func values(_ box: [Float]) -> [Float] {
        guard movedLabels != nil else { return prepared.orientation.restored(box, of: prepared.box) }
        return Resampling(from: prepared.orientation.canonicalGrid.part(prepared.box), to: grid).apply(box, background: nil, runInOrder).voxels
    }
}
