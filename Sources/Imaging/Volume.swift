/// One image: its grid and its voxels, `[k, j, i]` with i contiguous, as the file holds them.
public struct Volume: Sendable {
    /// Where the voxels lie.
    public var grid: Grid
    /// Scaled values, all finite, in file order.
    public var voxels: [Float]
    /// The file that it was read from; empty if it was made in memory.
    public var source: String
    /// Voxels that the file held as NaN or infinite, and that have brain on both sides along every axis.
    public var holes: Int

    /// A volume of `grid.count` voxels, `[k, j, i]`.
    public init(grid: Grid, voxels: [Float], source: String = "", holes: Int = 0) {
        precondition(voxels.count == grid.count, "\(voxels.count) voxels for a grid of \(grid.count)")
        (self.grid, self.voxels, self.source, self.holes) = (grid, voxels, source, holes)
    }
}

extension Volume {
    /// Throws `gridMismatch`, naming both files, unless all volumes lie on the grid of the first.
    public static func requireOneGrid(_ volumes: [Volume]) throws(ImagingError) {
        guard let first = volumes.first else { return }
        for other in volumes.dropFirst() {
            if let difference = first.grid.difference(from: other.grid) {
                throw .gridMismatch(first: first.source, second: other.source, difference: difference)
            }
        }
    }

    /// Throws `labelsAsImage` if all voxels are whole numbers from 0 to 4, more than one of them: labels as BraTS has them, and no scan.
    public func requireImage() throws(ImagingError) {
        let isLabelled = voxels.allSatisfy { (0...4).contains($0) && $0 == $0.rounded() } && voxels.contains { $0 != voxels[0] }
        if isLabelled { throw .labelsAsImage(path: source) }
    }

    /// The voxels as labels; throws `notLabels` where one is no whole number from 0 to 255, or none at all among others.
    ///
    /// A thousandth is allowed for: labels that were stored with a scaling come back as 0.99999997.
    public func labels() throws(ImagingError) -> [UInt8] {
        let isLabel = { (value: Float) in abs(value - value.rounded()) < 1e-3 && (0...255).contains(value.rounded()) }
        if holes > 0 { throw .notLabels(path: source, found: .nan) }
        if let wrong = voxels.first(where: { !isLabel($0) }) { throw .notLabels(path: source, found: wrong) }
        return voxels.map { UInt8($0.rounded()) }
    }
}
