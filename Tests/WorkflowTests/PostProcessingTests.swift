import Imaging
import ModelFormat
import Tensors
import Testing
import Workflow

@Suite struct PostProcessingTests {
    /// Runs of label 2 of these lengths, one background voxel apart.
    private func runs(_ lengths: [Int]) -> [UInt8] { lengths.flatMap { Array(repeating: UInt8(2), count: $0) + [0] } }

    private func left(_ lengths: [Int], _ rule: PostProcessingRule) -> [Int] {
        let labels = runs(lengths)
        let cleaned = PostProcessing(rules: [rule]).apply(to: labels, Extent(1, 1, labels.count), .brats2021)
        return cleaned.split(separator: 0).map(\.count)
    }

    @Test func aFractionOfTheLargestComponentIsEnough() {
        let rule = PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 20, fraction: 0.1)
        #expect(left([100, 9, 10, 19, 20], rule) == [100, 10, 19, 20])
        #expect(left([1000, 19, 20, 21], rule) == [1000, 20, 21])
        #expect(left([5, 1], rule) == [5, 1])
        #expect(left([100, 10, 19, 20], PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 20)) == [100, 20])
        #expect(left([100, 10, 19, 20], PostProcessingRule(kind: .minimumComponent, output: "WT", fraction: 0.2)) == [100, 20])
    }

    @Test func aSmallEnhancingTumourBecomesCore() {
        let rule = PostProcessingRule(kind: .minimumRegion, output: "ET", voxels: 5)
        let scheme = LabelScheme.brats2021
        #expect(PostProcessing(rules: [rule]).apply(to: [4, 4, 0, 4, 4, 2], Extent(1, 1, 6), scheme) == [1, 1, 0, 1, 1, 2])
        #expect(PostProcessing(rules: [rule]).apply(to: [4, 4, 4, 4, 4, 2], Extent(1, 1, 6), scheme) == [4, 4, 4, 4, 4, 2])
    }
}
