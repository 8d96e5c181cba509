extension Affine {
    /// The map back from a position in mm to a voxel index; the affine must be usable.
    public var inverse: Affine {
        precondition(isUsable, "inverse of a singular affine \(self)")
        let rows = [Affine.cross(j, k) / determinant, Affine.cross(k, i) / determinant, Affine.cross(i, j) / determinant]
        let linear = Affine(rows: SIMD4(rows[0], 0), SIMD4(rows[1], 0), SIMD4(rows[2], 0))
        return Affine(i: linear.i, j: linear.j, k: linear.k, origin: -linear.position(origin))
    }

    /// The map that applies `first` and then this one.
    public func after(_ first: Affine) -> Affine {
        func turned(_ step: SIMD3<Double>) -> SIMD3<Double> { i * step.x + j * step.y + k * step.z }
        return Affine(i: turned(first.i), j: turned(first.j), k: turned(first.k), origin: position(first.origin))
    }

    private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
}
