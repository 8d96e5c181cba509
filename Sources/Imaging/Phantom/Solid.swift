/// An axis-aligned ellipsoid; lengths in mm.
struct Ellipsoid: Sendable {
    var centre: SIMD3<Float>
    var radii: SIMD3<Float>
    /// 0 for an ellipsoid; towards 1 its sides flatten and its corners fill.
    var squareness: Float

    init(_ centre: SIMD3<Float>, radii: SIMD3<Float>, squareness: Float = 0) {
        self.centre = centre
        self.radii = radii
        self.squareness = squareness
    }

    /// The distance in mm from the surface, positive inside, to first order.
    func depth(of point: SIMD3<Float>) -> Float {
        let scaled = (point - centre) / radii
        let squared = scaled * scaled
        let round = squared.sum().squareRoot()
        guard round > 0 else { return radii.min() }
        let square = (squared * squared).sum().squareRoot().squareRoot()
        let radius = round + squareness * (square - round)
        let normal = scaled / radii * ((1 - squareness) / round + squareness / (square * square * square) * squared)
        return (1 - radius) / (normal * normal).sum().squareRoot()
    }
}

/// A rod with round ends whose radius changes evenly from one end to the other; lengths in mm.
struct Capsule: Sendable {
    private let start: SIMD3<Float>
    private let axis: SIMD3<Float>
    private let inverseSquaredLength: Float
    private let radii: (Float, Float)

    init(_ start: SIMD3<Float>, _ end: SIMD3<Float>, radii: (Float, Float)) {
        self.start = start
        self.radii = radii
        axis = end - start
        inverseSquaredLength = 1 / (axis * axis).sum()
    }

    /// The distance in mm from the surface, positive inside.
    func depth(of point: SIMD3<Float>) -> Float {
        let offset = point - start
        let along = min(max((offset * axis).sum() * inverseSquaredLength, 0), 1)
        let across = offset - axis * along
        return radii.0 + (radii.1 - radii.0) * along - (across * across).sum().squareRoot()
    }
}

/// The larger of two depths, rounded off where they are within `blend` mm of each other: a union without a crease.
func smoothUnion(_ a: Float, _ b: Float, blend: Float) -> Float {
    let overlap = max(blend - abs(a - b), 0)
    return max(a, b) + overlap * overlap / (4 * blend)
}
