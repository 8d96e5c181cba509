import Tensors

/// The outer shape of a brain, as if shrink-wrapped: cerebrum, cerebellum and brain stem.
///
/// Points are mm to the right, forwards and upwards of the anterior commissure.
struct BrainHull: Sendable {
    /// The middle of the hull's bounding box.
    static let centre = SIMD3<Float>(0, -16, 7)
    /// The middle of the hemispheres, from which sulci radiate.
    static let cerebralCentre = SIMD3<Float>(0, -16, 12)

    private let upper = Ellipsoid(cerebralCentre, radii: SIMD3(66, 86, 63), squareness: 0.25)
    private let lower = Ellipsoid(cerebralCentre, radii: SIMD3(66, 86, 38), squareness: 0.25)
    private let temporal = Ellipsoid(SIMD3(42, -12, -16), radii: SIMD3(23, 46, 25), squareness: 0.2)
    private let cerebellum = Ellipsoid(SIMD3(22, -62, -36), radii: SIMD3(30, 30, 22))
    private let stem = Capsule(SIMD3(0, -22, -8), SIMD3(0, -34, -58), radii: (15, 8))
    private let unevenness: BandLimitedNoise

    init(from generator: inout SeededGenerator) {
        unevenness = BandLimitedNoise(cell: 34, from: &generator)
    }

    /// The depths in mm of a point below each part's surface and below their common wrapping, positive inside.
    struct Depths: Sendable {
        var cerebrum: Float
        var cerebellum: Float
        var stem: Float
        var wrapping: Float
    }

    func depths(of point: SIMD3<Float>) -> Depths {
        let mirrored = SIMD3(abs(point.x), point.y, point.z)
        let dome = (point.z > BrainHull.cerebralCentre.z ? upper : lower).depth(of: shaped(mirrored))
        let lobe = temporal.depth(of: mirrored)
        let swell = dome > -8 ? 1.3 * unevenness.value(at: point) : 0
        let cerebrum = max(dome, lobe) + swell
        let cerebellum = self.cerebellum.depth(of: mirrored) + swell
        let stem = self.stem.depth(of: point)
        let wrapped = smoothUnion(smoothUnion(smoothUnion(dome, lobe, blend: 14) + swell, cerebellum, blend: 14), stem, blend: 14)
        return Depths(cerebrum: cerebrum, cerebellum: cerebellum, stem: stem, wrapping: wrapped)
    }

    /// Widens the head behind and narrows it in front, as heads are.
    private func shaped(_ point: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(point.x * (1 + 0.0011 * (point.y - BrainHull.cerebralCentre.y)), point.y, point.z)
    }
}
