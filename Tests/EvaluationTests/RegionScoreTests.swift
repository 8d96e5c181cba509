import Evaluation
import Imaging
import Tensors
import Testing

/// Cases small enough to be scored by hand.
@Suite struct RegionScoreTests {
    private func pair(_ prediction: [UInt8], _ truth: [UInt8], spacing: SIMD3<Double> = SIMD3(1, 1, 1)) -> MaskPair {
        MaskPair(prediction: prediction, truth: truth, Extent(1, 1, truth.count), spacing: spacing)
    }

    @Test func overlap() {
        let scores = RegionScores(pair([0, 1, 1, 0, 0, 0], [0, 0, 1, 1, 1, 0], spacing: SIMD3(2, 1, 1)), lesionWise: false)
        #expect(scores.dice == 2.0 / 5 && scores.sensitivity == 1.0 / 3 && scores.specificity == 2.0 / 3)
        // From the truth at 4, 6 and 8 mm to 4 mm: 0, 2 and 4 mm, of which 95 % are below 3.8.
        #expect(abs(scores.hausdorff95 - 3.8) < 1e-12 && scores.lesionWise == nil)
    }

    @Test func anEmptyRegion() {
        let both = RegionScores(pair([0, 0], [0, 0]), lesionWise: true)
        #expect(both.dice == 1 && both.sensitivity == 1 && both.specificity == 1 && both.hausdorff95 == 0)
        #expect(both.lesionWise?.dice == 1 && both.lesionWise?.hausdorff95 == 0)
        for (prediction, truth) in [([0, 1], [0, 0]), ([0, 0], [0, 1])] as [([UInt8], [UInt8])] {
            let one = RegionScores(pair(prediction, truth), lesionWise: false)
            #expect(one.dice == 0 && one.sensitivity == 0 && one.hausdorff95 == 373.13)
        }
    }

    @Test func regionsAreNestedInEitherScheme() {
        let masks = CaseMasks(prediction: ([0, 1, 2, 3], .brats2023), truth: ([0, 1, 2, 4], .brats2021), Extent(1, 1, 4), spacing: SIMD3(1, 1, 1))
        for (region, count) in [(TumourRegion.et, 1), (.tc, 2), (.wt, 3)] {
            #expect(masks.pair(region).counts == VoxelCounts(truePositives: count, falsePositives: 0, falseNegatives: 0, trueNegatives: 4 - count))
        }
    }

    /// What lies around the tumour's box is counted as background.
    @Test func theWholeVolumeCounts() {
        var labels = [UInt8](repeating: 0, count: 9 * 9 * 9)
        labels[364] = 2
        let masks = CaseMasks(prediction: ([UInt8](repeating: 0, count: labels.count), .brats2021), truth: (labels, .brats2021), Extent(9, 9, 9), spacing: SIMD3(1, 1, 1))
        #expect(masks.pair(.wt).counts == VoxelCounts(truePositives: 0, falsePositives: 0, falseNegatives: 1, trueNegatives: 728))
        #expect(masks.pair(.et).counts.areBothEmpty)
    }
}
