import Tensors

/// Small bright spots of ageing white matter, as bright as edema in FLAIR and T2 but no tumour.
struct WhiteMatterSpots: Sendable {
    private let spots: [Ellipsoid]
    private let capThickness: Float
    private let raggedness: BandLimitedNoise

    init(in brain: Brain, from generator: inout SeededGenerator) {
        var spots: [Ellipsoid] = []
        let wanted = Int(generator.next() % 12)
        for _ in 0..<1000 where spots.count < wanted {
            let centre = SIMD3(generator.uniform(-45...45), generator.uniform(-65...45), generator.uniform(5...45))
            guard brain.hull.depths(of: centre).cerebrum > 16, brain.ventricle(centre) < -4 else { continue }
            let radius = generator.uniform(1.5...4.5)
            spots.append(Ellipsoid(centre, radii: SIMD3(radius, radius * generator.uniform(0.8...2), radius)))
        }
        self.spots = spots
        capThickness = generator.uniform(0...4)
        raggedness = BandLimitedNoise(cell: 9, from: &generator)
    }

    /// How much of a voxel of white matter at the point is bright, the ventricles' surface being `ventricle` mm away.
    func fraction(at point: SIMD3<Float>, ventricle: Float) -> Float {
        var depth = spots.lazy.map { $0.depth(of: point) }.reduce(-10, max)
        if point.y > 20 || point.y < -35 { depth = max(depth, capThickness + ventricle) }
        guard depth > -4 else { return 0 }
        return min(max((depth + raggedness.value(at: point)) / 2 + 0.5, 0), 1) * 0.8
    }
}
