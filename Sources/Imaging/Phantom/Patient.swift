import Tensors

/// The anatomy of one case: a brain in its pose, with a tumour and the spots of age.
struct Patient: Sendable {
    let pose: HeadPose
    let tumour: Tumour
    private let brain: Brain
    private let spots: WhiteMatterSpots

    init(_ extent: Extent, from generator: inout SeededGenerator) {
        pose = HeadPose(extent, from: &generator)
        let spacing = pose.spacing.max()
        brain = Brain(spacing: spacing, from: &generator)
        tumour = Tumour.draw(in: brain, spacing: spacing, from: &generator)
        spots = WhiteMatterSpots(in: brain, from: &generator)
    }

    /// True where the tumour takes up contrast agent.
    var enhances: Bool { tumour.foci.contains { $0.rimThickness != nil } }

    /// What is at a point, with its BraTS label; nil outside the brain.
    func tissue(at point: SIMD3<Float>) -> (mixture: TissueMixture, label: UInt8)? {
        let depths = brain.hull.depths(of: point)
        guard depths.wrapping > 0 else { return nil }
        let displaced = tumour.undisplaced(point)
        var mixture = brain.mixture(at: displaced, depths)
        let parts = tumour.parts(at: point, in: mixture)
        mixture.replace(with: .edema, fraction: max(parts.edema, ageing(of: mixture, at: displaced)))
        mixture.replace(with: .core, fraction: parts.core)
        mixture.replace(with: .rim, fraction: parts.rim)
        return (mixture, Patient.label(parts))
    }

    /// How much of a voxel the spots of age take.
    private func ageing(of mixture: TissueMixture, at point: SIMD3<Float>) -> Float {
        guard mixture[.white] > 0.3 else { return 0 }
        return mixture[.white] * spots.fraction(at: point, ventricle: brain.ventricle(point))
    }

    private static func label(_ parts: Tumour.Parts) -> UInt8 {
        if parts.rim > 0.5 { return 4 }
        if parts.core > 0.5 { return 1 }
        return parts.edema > 0.5 ? 2 : 0
    }
}
