import Foundation
import Imaging
import Tensors

/// The probabilities of the regions in the brain's box, in canonical orientation.
package struct RegionProbabilities: Sendable {
    /// Of ET, TC and WT, each `[D, H, W]`.
    package let regions: [[Float]]

    /// - Parameters:
    ///   - probabilities: [outputs, D, H, W], planar, in the network's order of axes.
    ///   - outputs: The outputs' names; each region's must be among them.
    init(_ probabilities: Tensor, outputs: [String], of prepared: PreparedCase) {
        regions = TumourRegion.allCases.map { RegionProbabilities.values(of: $0, probabilities, outputs: outputs, of: prepared) }
    }

    /// One region's `[D, H, W]`; parameters as above.
    static func values(of region: TumourRegion, _ probabilities: Tensor, outputs: [String], of prepared: PreparedCase) -> [Float] {
        let channel = outputs.firstIndex(of: region.rawValue)!, voxels = probabilities.shape.extent.voxels
        let values = probabilities.withElements { Array($0[channel * voxels..<(channel + 1) * voxels]) }
        return prepared.axes.restored(values, canonical: prepared.box.extent)
    }

    package init(et: [Float], tc: [Float], wt: [Float]) {
        precondition(et.count == wt.count && tc.count == wt.count, "regions of \(et.count), \(tc.count) and \(wt.count) voxels")
        regions = [et, tc, wt]
    }

    /// What a file of them says of itself.
    static let description = "probabilities of ET, TC, WT, in this order"
    /// What a file of `entropy` says of itself.
    static let entropyDescription = "entropy in bits of background, edema, core, enhancing tumour"

    /// The entropy of each voxel's label in bits, `[D, H, W]`: 0 where the label is certain, 2 where all four are as likely.
    ///
    /// H = −Σ p(c) log₂ p(c) over c = background, edema, core, enhancing tumour. As in labelling, a voxel of a region is part of those
    /// around it: q(ET) = p(ET), q(TC) = max(p(TC), q(ET)), q(WT) = max(p(WT), q(TC)); then p(enhancing) = q(ET),
    /// p(core) = q(TC) − q(ET), p(edema) = q(WT) − q(TC), p(background) = 1 − q(WT).
    package var entropy: [Float] {
        func term(_ p: Float) -> Float { p > 0 ? -p * log2(p) : 0 }
        let (et, tc, wt) = (regions[0], regions[1], regions[2])
        return et.indices.map { voxel in
            let core = max(tc[voxel], et[voxel])
            let whole = max(wt[voxel], core)
            return term(et[voxel]) + term(core - et[voxel]) + term(whole - core) + term(1 - whole)
        }
    }
}
