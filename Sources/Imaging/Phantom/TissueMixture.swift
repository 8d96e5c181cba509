/// What a voxel of the phantom can hold; the raw value is its place in a ``TissueMixture``.
enum Tissue: Int, CaseIterable, Sendable {
    case fluid, grey, white, nucleus, vessel, edema, core, rim
}

/// How much of a voxel each tissue fills, as fractions that add up to 1.
struct TissueMixture: Sendable {
    private(set) var fractions: SIMD8<Float>

    init(_ tissue: Tissue) {
        fractions = .zero
        fractions[tissue.rawValue] = 1
    }

    subscript(tissue: Tissue) -> Float { fractions[tissue.rawValue] }

    /// Puts a tissue in the place of the given fraction of everything there.
    mutating func replace(with tissue: Tissue, fraction: Float) {
        guard fraction > 0 else { return }
        fractions *= 1 - fraction
        fractions[tissue.rawValue] += fraction
    }
}

/// How much of a voxel lies in a region, from the depth of its centre below the region's surface.
struct VoxelCoverage: Sendable {
    /// The width in mm over which a voxel averages.
    let width: Float

    /// The fraction of the voxel below a flat surface at `depth` mm from its centre (positive: the centre is inside).
    func below(_ depth: Float) -> Float { min(max(depth / width + 0.5, 0), 1) }

    /// The fraction of the voxel within `halfThickness` mm of a sheet at `distance` mm from its centre.
    func sheet(_ distance: Float, halfThickness: Float) -> Float {
        let upper = min(distance + width / 2, halfThickness)
        let lower = max(distance - width / 2, -halfThickness)
        return min(max((upper - lower) / width, 0), 1)
    }
}
