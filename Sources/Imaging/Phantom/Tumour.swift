import Tensors

/// One focus of a tumour; lengths in mm.
struct TumourFocus: Sendable {
    var centre: SIMD3<Float>
    /// The mean radius of the core.
    var coreRadius: Float
    /// How far the edema reaches beyond the core.
    var edemaReach: Float
    /// The mean thickness of the enhancing rim; nil where the tumour does not enhance.
    var rimThickness: Float?
    /// Scales each axis, so that a focus is longer one way than another.
    var stretch: SIMD3<Float>
}

/// The tumour of one case: edema around a core, which has an enhancing rim in most cases.
struct Tumour: Sendable {
    let foci: [TumourFocus]
    private let outline: BandLimitedNoise
    private let roughness: BandLimitedNoise
    private let spread: BandLimitedNoise
    private let rimVariation: BandLimitedNoise
    private let voxel: VoxelCoverage

    /// How much of a voxel is edema, core and enhancing rim.
    struct Parts: Sendable {
        var edema: Float = 0
        var core: Float = 0
        var rim: Float = 0
    }

    init(foci: [TumourFocus], spacing: Float, from generator: inout SeededGenerator) {
        self.foci = foci
        outline = BandLimitedNoise(cell: 19, from: &generator)
        roughness = BandLimitedNoise(cell: 8, from: &generator)
        spread = BandLimitedNoise(cell: 15, from: &generator)
        rimVariation = BandLimitedNoise(cell: 11, from: &generator)
        voxel = VoxelCoverage(width: max(spacing, 1.2))
    }

    /// The tumour at a point of the brain whose healthy tissue is given.
    func parts(at point: SIMD3<Float>, in healthy: TissueMixture) -> Parts {
        var parts = Parts()
        for focus in foci {
            let radius = self.radius(of: point, from: focus)
            guard radius < 1.8 * (focus.coreRadius + focus.edemaReach) else { continue }
            let next = self.parts(at: point, of: focus, radius: radius, in: healthy)
            parts = Parts(edema: max(parts.edema, next.edema), core: max(parts.core, next.core), rim: max(parts.rim, next.rim))
        }
        return parts
    }

    /// Where the tissue at a point would be had the tumour not pushed it outwards.
    func undisplaced(_ point: SIMD3<Float>) -> SIMD3<Float> {
        foci.reduce(point) { position, focus in
            let offset = point - focus.centre
            let squared = (offset * offset).sum() / (focus.coreRadius * focus.coreRadius)
            return position - offset * (0.42 / (1 + squared * squared.squareRoot()))
        }
    }

    private func parts(at point: SIMD3<Float>, of focus: TumourFocus, radius: Float, in healthy: TissueMixture) -> Parts {
        let warped = radius + focus.coreRadius * (0.2 * outline.value(at: point) + 0.07 * roughness.value(at: point))
        let depth = focus.coreRadius - warped
        // Edema follows white matter: it reaches less far into grey matter and stops at fluid.
        let resistance = 5 * (healthy[.grey] + healthy[.nucleus])
        let reach = focus.edemaReach * (1 + 0.35 * spread.value(at: point))
        let soft = VoxelCoverage(width: voxel.width + 1.5)
        var parts = Parts(edema: soft.below(depth + max(reach, 1) - resistance) * (1 - healthy[.fluid]))
        parts.core = voxel.below(depth)
        guard parts.core > 0, let thickness = focus.rimThickness else { return parts }
        parts.rim = parts.core * rim(at: point, depth: depth, thickness: thickness)
        return parts
    }

    /// The enhancing share of the core: a shell of uneven thickness with gaps, and nodules inside.
    private func rim(at point: SIMD3<Float>, depth: Float, thickness: Float) -> Float {
        let variation = rimVariation.value(at: point)
        let shell = voxel.below(thickness * (1 + 0.65 * variation) - depth)
        let nodule = min(max((variation - 1) * 4, 0), 1)
        return max(shell, nodule)
    }

    /// The distance in mm from a focus's centre, longer across the midline, which a tumour seldom crosses.
    private func radius(of point: SIMD3<Float>, from focus: TumourFocus) -> Float {
        let offset = (point - focus.centre) * focus.stretch
        let crossed = max(focus.centre.x > 0 ? -point.x : point.x, 0)
        return (offset * offset).sum().squareRoot() + 1.2 * crossed
    }
}
