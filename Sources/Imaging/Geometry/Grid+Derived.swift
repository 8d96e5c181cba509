extension Grid {
    /// The grid of a box of this one's voxels.
    package func part(_ box: Box) -> Grid {
        let first = SIMD3(box.width.lowerBound, box.height.lowerBound, box.depth.lowerBound)
        var affine = affine
        affine.origin = affine.position(SIMD3<Double>(first))
        return Grid(dimensions: SIMD3(box.width.count, box.height.count, box.depth.count), affine: affine)
    }

    /// A grid with voxels `spacing` mm apart along this one's axes i, j and k, which covers the same space around the same middle.
    package func spaced(_ spacing: SIMD3<Double>) -> Grid {
        let own = affine, change = spacing / own.spacing
        let dimensions = SIMD3<Int>(spacedDimensions(spacing))
        var new = Affine(i: own.i * change.x, j: own.j * change.y, k: own.k * change.z, origin: .zero)
        new.origin = own.position(SIMD3<Double>(self.dimensions &- 1) / 2) - new.position(SIMD3<Double>(dimensions &- 1) / 2)
        return Grid(dimensions: dimensions, affine: new)
    }

    /// The number of voxels of `spaced(spacing)`, also where it is too large for any machine.
    package func spacedCount(_ spacing: SIMD3<Double>) -> Double {
        let dimensions = spacedDimensions(spacing)
        return dimensions.x * dimensions.y * dimensions.z
    }

    private func spacedDimensions(_ spacing: SIMD3<Double>) -> SIMD3<Double> {
        // A hair's breadth over a whole number of voxels needs no voxel more.
        pointwiseMax((SIMD3<Double>(dimensions) * affine.spacing / spacing - 1e-3).rounded(.up), .one)
    }
}
