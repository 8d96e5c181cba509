extension Grid {
    /// The grid of a box of this one's voxels.
    package func part(_ box: Box) -> Grid {
        let first = SIMD3(box.width.lowerBound, box.height.lowerBound, box.depth.lowerBound)
        var affine = affine
        affine.origin = affine.position(SIMD3<Double>(first))
        return Grid(dimensions: SIMD3(box.width.count, box.height.count, box.depth.count), affine: affine)
    }

    /// A grid with voxels `spacing` mm apart along each of this one's axes, which covers the same space around the same middle.
    package func isotropic(_ spacing: Double) -> Grid {
        let own = affine, apart = own.spacing
        let dimensions = SIMD3<Int>(isotropicDimensions(spacing))
        var new = Affine(i: own.i * (spacing / apart.x), j: own.j * (spacing / apart.y), k: own.k * (spacing / apart.z), origin: .zero)
        new.origin = own.position(SIMD3<Double>(self.dimensions &- 1) / 2) - new.position(SIMD3<Double>(dimensions &- 1) / 2)
        return Grid(dimensions: dimensions, affine: new)
    }

    /// The number of voxels of `isotropic(spacing)`, also where it is too large for any machine.
    package func isotropicCount(_ spacing: Double) -> Double {
        let dimensions = isotropicDimensions(spacing)
        return dimensions.x * dimensions.y * dimensions.z
    }

    private func isotropicDimensions(_ spacing: Double) -> SIMD3<Double> {
        // A hair's breadth over a whole number of voxels needs no voxel more.
        (SIMD3<Double>(dimensions) * affine.spacing / spacing - 1e-3).rounded(.up)
    }
}
