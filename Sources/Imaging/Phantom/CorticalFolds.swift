import Tensors

/// The sulci: thin sheets of fluid that run from the brain's surface inwards, so that the cortex between them is folded.
struct CorticalFolds: Sendable {
    private let primary: BandLimitedNoise
    private let secondary: BandLimitedNoise
    private let warp: (BandLimitedNoise, BandLimitedNoise)
    private let reach: BandLimitedNoise
    private let folia: BandLimitedNoise

    init(from generator: inout SeededGenerator) {
        primary = BandLimitedNoise(cell: 21, from: &generator)
        secondary = BandLimitedNoise(cell: 13, from: &generator)
        warp = (BandLimitedNoise(cell: 20, from: &generator), BandLimitedNoise(cell: 20, from: &generator))
        reach = BandLimitedNoise(cell: 26, from: &generator)
        folia = BandLimitedNoise(cell: 7, from: &generator)
    }

    /// The distance in mm from a point of the cerebrum, `depth` mm below its surface, to the nearest sulcus.
    func sulcus(from point: SIMD3<Float>, depth: Float) -> Float {
        guard depth < 36 else { return 40 }
        let outward = surfacePoint(over: point)
        let bent = outward + 4 * SIMD3(warp.0.value(at: point), warp.1.value(at: point), 0)
        let bottom = 21 + 6 * reach.value(at: outward)
        let deep = ending(primary.distanceToZero(at: bent), below: depth - bottom)
        let shallow = ending(secondary.distanceToZero(at: bent), below: depth - 0.55 * bottom)
        return min(deep, shallow)
    }

    /// The distance in mm from a point of the cerebellum to the nearest fold, which there lie in flat, close layers.
    func folium(from point: SIMD3<Float>, depth: Float) -> Float {
        let flattened = SIMD3(point.x * 0.4, point.y * 0.9, point.z * 1.1)
        return ending(folia.distanceToZero(at: flattened), below: depth - 15)
    }

    /// The distance in mm from a point to the lateral fissure and the buried cortex of the insula below it.
    func lateralFissure(from point: SIMD3<Float>) -> Float {
        let x = abs(point.x)
        guard x > 25, abs(point.y) < 60 else { return 40 }
        let floorHeight = -4 - 0.48 * (point.y + 5)
        let (lift, bulge) = (warp.0.value(at: point), warp.1.value(at: point))
        let above = 0.88 * (point.z - floorHeight) + 2.5 * lift
        let beyond = max(max(point.y - 26, -40 - point.y), 0)
        let insula = 35 + 2.5 * bulge + 0.1 * above + 0.006 * (point.y - 2) * (point.y - 2)
        let fissure = hypotenuse(above, hypotenuse(max(insula - x, 0), beyond))
        let wall = hypotenuse(insula - x, hypotenuse(max(abs(above) - 13, 0), beyond))
        return min(fissure, wall)
    }

    /// Where a ray from the middle of the hemispheres through the point meets an ellipsoid of the hull's size: sulci
    /// are drawn there, which makes them run straight down from the surface.
    private func surfacePoint(over point: SIMD3<Float>) -> SIMD3<Float> {
        let offset = point - BrainHull.cerebralCentre
        let scaled = offset / SIMD3(66, 85, 63)
        let radius = max((scaled * scaled).sum().squareRoot(), 0.45)
        return offset * (0.75 / radius + 0.25)
    }

    /// A sheet's distance, with the sheet ending where `below` turns positive.
    private func ending(_ distance: Float, below: Float) -> Float {
        below > 0 ? hypotenuse(distance, below) : distance
    }
}

func hypotenuse(_ a: Float, _ b: Float) -> Float { (a * a + b * b).squareRoot() }
