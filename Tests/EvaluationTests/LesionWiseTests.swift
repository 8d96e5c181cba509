import Evaluation
import Tensors
import Testing

/// Lesions as blocks of voxels along a line, scored by hand with the rules of 2023.
@Suite struct LesionWiseTests {
    /// Blocks of 4×4×(their range) voxels of 1 mm³ in a volume of 4×4×60.
    private func mask(_ blocks: Range<Int>...) -> [UInt8] {
        let row = (0..<60).map { x in blocks.contains { $0.contains(x) } ? UInt8(1) : 0 }
        return (0..<16).flatMap { _ in row }
    }

    private func scores(_ prediction: [UInt8], _ truth: [UInt8], spacing: Double = 1) -> LesionWiseScores {
        LesionWiseScores(MaskPair(prediction: prediction, truth: truth, Extent(4, 4, 60), spacing: SIMD3(repeating: spacing)))
    }

    @Test func eachLesionCountsOnce() {
        // One found whole, one found by half, one missed, one made up.
        let result = scores(mask(0..<5, 15..<18, 50..<55), mask(0..<5, 15..<21, 30..<35))
        #expect(result.truePositives == 2 && result.falsePositives == 1 && result.falseNegatives == 1)
        #expect(abs(result.dice - (1 + 2 * 3.0 / 9) / 4) < 1e-12)
        // Of the half, the border of the truth lies 0 to 3 mm away: a fifth of it at 3 mm or so, more than 5 %.
        #expect(abs(result.hausdorff95 - (0 + 3 + 2 * 374) / 4) < 1e-12)
    }

    /// Three dilations bridge a gap of six voxels, not one of seven.
    @Test func nearLesionsAreOne() {
        #expect(scores(mask(), mask(0..<5, 11..<16)).falseNegatives == 1)
        #expect(scores(mask(), mask(0..<5, 12..<17)).falseNegatives == 2)
    }

    /// A prediction belongs to a lesion when it meets its dilation, even beside the lesion itself.
    @Test func aPredictionNearALesionIsNoFalsePositive() {
        let near = scores(mask(8..<12), mask(0..<6))
        #expect(near.truePositives == 1 && near.falsePositives == 0 && near.falseNegatives == 0 && near.dice == 0)
        let far = scores(mask(9..<12), mask(0..<6))
        #expect(far.truePositives == 0 && far.falsePositives == 1 && far.falseNegatives == 1 && far.hausdorff95 == 374)
    }

    @Test func aSmallLesionIsIgnored() {
        // 48 mm³ and what meets it; 64 mm³ counts.
        let small = scores(mask(0..<1), mask(0..<3))
        #expect(small == scores(mask(), mask()) && small.dice == 1 && small.hausdorff95 == 0)
        #expect(scores(mask(), mask(0..<4)).falseNegatives == 1)
        // The same voxels of 8 mm³ each.
        #expect(scores(mask(), mask(0..<3), spacing: 2).falseNegatives == 1)
    }

    /// One dilation moves along two axes at most, so that three reach (3, 3, 0) and not (3, 3, 1).
    @Test func dilationsReachTheNeighboursOfFacesAndEdges() {
        let extent = Extent(5, 5, 5)
        func voxel(_ d: Int, _ h: Int, _ w: Int) -> [UInt8] { (0..<extent.voxels).map { $0 == (d * 5 + h) * 5 + w ? 1 : 0 } }
        func scores(_ prediction: [UInt8]) -> LesionWiseScores {
            LesionWiseScores(MaskPair(prediction: prediction, truth: voxel(0, 0, 0), extent, spacing: SIMD3(4, 4, 4)))
        }
        for near in [voxel(3, 3, 0), voxel(0, 3, 3), voxel(2, 2, 2)] { #expect(scores(near).truePositives == 1) }
        for far in [voxel(3, 3, 1), voxel(4, 0, 0), voxel(3, 2, 2)] { #expect(scores(far).falsePositives == 1) }
    }
}
