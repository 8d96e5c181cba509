/// The map from a voxel index (i, j, k) to a position in millimetres, with x to the Right, y to the Anterior and z to
/// the Superior side: a 3×4 matrix of doubles.
public struct Affine: Equatable, Sendable {
    /// What one step along i, j or k moves, in mm.
    public var i, j, k: SIMD3<Double>
    /// The position of voxel (0, 0, 0), in mm.
    public var origin: SIMD3<Double>

    /// The map with these columns and this origin, in mm.
    public init(i: SIMD3<Double>, j: SIMD3<Double>, k: SIMD3<Double>, origin: SIMD3<Double>) {
        (self.i, self.j, self.k, self.origin) = (i, j, k, origin)
    }

    /// The map whose rows give x, y and z: each three factors of (i, j, k) and a constant in mm.
    public init(rows x: SIMD4<Double>, _ y: SIMD4<Double>, _ z: SIMD4<Double>) {
        self.init(
            i: SIMD3(x[0], y[0], z[0]), j: SIMD3(x[1], y[1], z[1]), k: SIMD3(x[2], y[2], z[2]),
            origin: SIMD3(x[3], y[3], z[3]))
    }

    /// The rows that give x, y and z.
    public var rows: [SIMD4<Double>] {
        (0..<3).map { SIMD4(i[$0], j[$0], k[$0], origin[$0]) }
    }

    /// The position in mm of a voxel index, which need not be whole.
    public func position(_ index: SIMD3<Double>) -> SIMD3<Double> {
        i * index.x + j * index.y + k * index.z + origin
    }

    /// The distances between neighbours along i, j and k, in mm.
    public var spacing: SIMD3<Double> { SIMD3(i.length, j.length, k.length) }

    /// The signed volume of one voxel in mm³; negative where the axes are left-handed.
    public var determinant: Double {
        i.x * (j.y * k.z - j.z * k.y)
            - j.x * (i.y * k.z - i.z * k.y)
            + k.x * (i.y * j.z - i.z * j.y)
    }

    /// Whether every number is finite and no axis vanishes or lies in the plane of the others.
    public var isUsable: Bool {
        let size = spacing
        let product = size.x * size.y * size.z
        return product.isFinite && origin.x.isFinite && origin.y.isFinite && origin.z.isFinite
            && product > 0 && abs(determinant) > 1e-6 * product
    }

    /// The same map to float32 precision.
    var rounded: Affine {
        func round(_ vector: SIMD3<Double>) -> SIMD3<Double> { SIMD3<Double>(SIMD3<Float>(vector)) }
        return Affine(i: round(i), j: round(j), k: round(k), origin: round(origin))
    }

    /// All lengths multiplied by `factor`.
    public func scaled(by factor: Double) -> Affine {
        Affine(i: i * factor, j: j * factor, k: k * factor, origin: origin * factor)
    }
}

extension SIMD3<Double> {
    /// The Euclidean length.
    package var length: Double { (self * self).sum().squareRoot() }
}
