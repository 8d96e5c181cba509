import Tensors

/// A healthy brain: which tissues fill a voxel at a point, in mm to the right, forwards and upwards of the anterior commissure.
struct Brain: Sendable {
    let hull: BrainHull
    private let folds: CorticalFolds
    private let midline: Midline
    private let deep: DeepStructures
    private let vessels: (BandLimitedNoise, BandLimitedNoise)
    private let thickness: BandLimitedNoise
    private let sulcusHalfWidth: Float
    private let voxel: VoxelCoverage

    /// A brain drawn from the generator, to be sampled by voxels `spacing` mm wide.
    init(spacing: Float, from generator: inout SeededGenerator) {
        let atrophy = generator.uniform(0...1)
        hull = BrainHull(from: &generator)
        folds = CorticalFolds(from: &generator)
        midline = Midline(from: &generator)
        deep = DeepStructures(ventricleSize: 0.75 + 0.6 * atrophy, from: &generator)
        vessels = (BandLimitedNoise(cell: 17, from: &generator), BandLimitedNoise(cell: 17, from: &generator))
        thickness = BandLimitedNoise(cell: 18, from: &generator)
        sulcusHalfWidth = 0.45 + 0.6 * atrophy
        voxel = VoxelCoverage(width: max(spacing, 1))
    }

    /// The tissues at `point`, whose depths below the hull are given.
    func mixture(at point: SIMD3<Float>, _ depths: BrainHull.Depths) -> TissueMixture {
        guard max(depths.cerebrum, max(depths.cerebellum, depths.stem)) > -voxel.width else { return fluid(at: point, depths) }
        if depths.stem > 2, point.z < -8 { return stem(at: point, depths) }
        return depths.cerebellum > depths.cerebrum ? cerebellum(at: point, depths) : cerebrum(at: point, depths)
    }

    /// The depth in mm of a point inside the ventricles, negative outside.
    func ventricle(_ point: SIMD3<Float>) -> Float { deep.ventricle(point) }

    private func cerebrum(at point: SIMD3<Float>, _ depths: BrainHull.Depths) -> TissueMixture {
        let fissure = midline.fissure(from: point)
        let depth = min(depths.cerebrum, fissure)
        let sulcus = hypotenuse(folds.sulcus(from: point, depth: depth), midline.bridgeDepth(at: point))
        var sheet = min(sulcus, folds.lateralFissure(from: point))
        sheet = min(min(sheet, fissure), midline.cingulateSulcus(from: point))
        sheet = min(sheet, tentorium(depths))
        // A sulcus opens towards the surface.
        let opening = sulcusHalfWidth * (1 + max(0, 6 - depth) * 0.14)
        var mixture = cortex(at: point, depth: depths.cerebrum, sheet: sheet, opening: opening)
        addDeepStructures(to: &mixture, at: point)
        addVessels(to: &mixture, at: point, depths)
        return mixture
    }

    /// Grey matter along every surface, inner and outer, fluid in the gaps, white matter elsewhere.
    private func cortex(at point: SIMD3<Float>, depth: Float, sheet: Float, opening: Float) -> TissueMixture {
        let ribbon = 2.9 + 0.5 * thickness.value(at: point)
        let gap = voxel.sheet(sheet, halfThickness: opening)
        let folded = voxel.sheet(sheet, halfThickness: opening + ribbon)
        let surface = 1 - voxel.below(depth - ribbon - 0.8)
        var mixture = TissueMixture(.white)
        mixture.replace(with: .grey, fraction: max(folded, surface))
        mixture.replace(with: .fluid, fraction: max(gap, 1 - voxel.below(depth - 0.4)))
        return mixture
    }

    private func cerebellum(at point: SIMD3<Float>, _ depths: BrainHull.Depths) -> TissueMixture {
        let folium = folds.folium(from: point, depth: depths.cerebellum)
        var mixture = TissueMixture(.white)
        let grey = max(voxel.sheet(folium, halfThickness: 1.8), 1 - voxel.below(depths.cerebellum - 2.5))
        mixture.replace(with: .grey, fraction: grey)
        let gap = max(voxel.sheet(folium, halfThickness: 0.25), voxel.sheet(tentorium(depths), halfThickness: 0.8))
        mixture.replace(with: .fluid, fraction: max(gap, 1 - voxel.below(depths.cerebellum)))
        mixture.replace(with: .fluid, fraction: voxel.below(deep.ventricle(point)))
        return mixture
    }

    private func stem(at point: SIMD3<Float>, _ depths: BrainHull.Depths) -> TissueMixture {
        var mixture = TissueMixture(.white)
        mixture.replace(with: .nucleus, fraction: 0.4)
        mixture.replace(with: .fluid, fraction: voxel.below(deep.ventricle(point)))
        return mixture
    }

    private func fluid(at point: SIMD3<Float>, _ depths: BrainHull.Depths) -> TissueMixture {
        var mixture = TissueMixture(.fluid)
        addVessels(to: &mixture, at: point, depths)
        return mixture
    }

    /// The distance in mm to where cerebrum and cerebellum meet.
    private func tentorium(_ depths: BrainHull.Depths) -> Float {
        depths.cerebellum > -12 ? abs(depths.cerebrum - depths.cerebellum) / 2 : 40
    }

    private func addDeepStructures(to mixture: inout TissueMixture, at point: SIMD3<Float>) {
        guard abs(point.x) < 42, point.z > -34, point.z < 38 else { return }
        mixture.replace(with: .nucleus, fraction: 0.9 * voxel.below(deep.nucleus(point)))
        let ventricle = deep.ventricle(point)
        mixture.replace(with: .fluid, fraction: voxel.below(ventricle))
        if ventricle > 0, deep.holdsPlexus(point) { mixture.replace(with: .vessel, fraction: 0.6) }
    }

    /// Arteries and veins in the sulci, and the sagittal sinus along the top of the midline.
    private func addVessels(to mixture: inout TissueMixture, at point: SIMD3<Float>, _ depths: BrainHull.Depths) {
        guard mixture[.fluid] > 0.2, depths.wrapping < 26 else { return }
        let tube = hypotenuse(vessels.0.distanceToZero(at: point), vessels.1.distanceToZero(at: point))
        mixture.replace(with: .vessel, fraction: mixture[.fluid] * voxel.below(1.1 - tube))
        let sinus = hypotenuse(point.x, max(depths.wrapping - 2.5, 0))
        guard point.z > 0 else { return }
        mixture.replace(with: .vessel, fraction: 0.8 * voxel.below(2.2 - sinus))
    }
}
