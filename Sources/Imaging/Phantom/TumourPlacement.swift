import Tensors

extension Tumour {
    /// A tumour drawn from the generator, somewhere in the white matter of the cerebrum.
    ///
    /// One case in four does not enhance (lower grade); one in five has more than one focus.
    static func draw(in brain: Brain, spacing: Float, from generator: inout SeededGenerator) -> Tumour {
        let enhances = !generator.chance(0.25)
        let centre = place(in: brain, from: &generator) { _ in true }
        var foci = [focus(at: centre, radius: generator.uniform(9...20), enhances, spacing: spacing, from: &generator)]
        if generator.chance(0.2) {
            for _ in 0..<(generator.chance(0.4) ? 2 : 1) {
                let satellite = place(in: brain, from: &generator) { point in
                    let offset = point - centre
                    return (offset * offset).sum() < 55 * 55
                }
                let radius = generator.uniform(4...8)
                foci.append(focus(at: satellite, radius: radius, enhances, spacing: spacing, from: &generator))
            }
        }
        return Tumour(foci: foci, spacing: spacing, from: &generator)
    }

    private static func focus(
        at centre: SIMD3<Float>, radius: Float, _ enhances: Bool, spacing: Float, from generator: inout SeededGenerator
    ) -> TumourFocus {
        let thickness = max(generator.uniform(2...5.5), 0.6 * spacing)
        // Two voxels across is the least that still shows.
        let coreRadius = max(radius, 1.5 * spacing)
        let reach = generator.uniform(enhances ? 6...20 : 3...12)
        let stretch = SIMD3(generator.uniform(0.8...1.25), generator.uniform(0.75...1.15), generator.uniform(0.85...1.25))
        return TumourFocus(
            centre: centre, coreRadius: coreRadius, edemaReach: reach, rimThickness: enhances ? thickness : nil, stretch: stretch)
    }

    /// A point deep enough in a hemisphere, off the midline and outside the ventricles.
    private static func place(
        in brain: Brain, from generator: inout SeededGenerator, where accepted: (SIMD3<Float>) -> Bool
    ) -> SIMD3<Float> {
        for _ in 0..<1000 {
            let point = SIMD3(generator.uniform(-55...55), generator.uniform(-85...55), generator.uniform(-22...60))
            let depth = brain.hull.depths(of: point).cerebrum
            if depth > 11, depth < 45, abs(point.x) > 13, brain.ventricle(point) < -3, accepted(point) { return point }
        }
        return SIMD3(32, 10, 32)
    }
}
