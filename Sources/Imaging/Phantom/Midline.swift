import Tensors

/// The gap between the hemispheres, which spares the corpus callosum and what lies under it.
struct Midline: Sendable {
    private let sway: BandLimitedNoise

    init(from generator: inout SeededGenerator) {
        sway = BandLimitedNoise(cell: 40, from: &generator)
    }

    /// The distance in mm from a point to the gap.
    func fissure(from point: SIMD3<Float>) -> Float {
        guard abs(point.x) < 30 else { return abs(point.x) }
        let across = point.x - 1.2 * sway.value(at: SIMD3(0, point.y, point.z))
        return hypotenuse(across, max(bridge(point), 0))
    }

    /// The distance in mm from a point near the midline to the cingulate sulcus, which runs around the corpus callosum.
    func cingulateSulcus(from point: SIMD3<Float>) -> Float {
        let sideways = max(abs(point.x) - 9, 0)
        guard sideways < 20 else { return 40 }
        return hypotenuse(bridge(point) + 11 + 3 * sway.value(at: 2.5 * point), sideways)
    }

    /// The depth in mm, at least 0, of a point inside the corpus callosum and what lies under it near the midline.
    func bridgeDepth(at point: SIMD3<Float>) -> Float {
        max(min(bridge(point), 26 - abs(point.x)), 0)
    }

    /// The depth in mm of a point inside what bridges the hemispheres, seen from the side; negative outside.
    private func bridge(_ point: SIMD3<Float>) -> Float {
        let height: Float = point.z > 2 ? 25 : 24
        let (y, z) = ((point.y + 5) / 38, (point.z - 2) / height)
        return 28 * (1 - hypotenuse(y, z))
    }
}
