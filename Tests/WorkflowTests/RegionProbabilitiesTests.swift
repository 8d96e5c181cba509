import Testing
import Workflow

@Suite struct RegionProbabilitiesTests {
    private func entropy(_ et: Float, _ tc: Float, _ wt: Float) -> Float { RegionProbabilities(et: [et], tc: [tc], wt: [wt]).entropy[0] }

    @Test func certainLabelsHaveNone() {
        for (et, tc, wt) in [(0, 0, 0), (0, 0, 1), (0, 1, 1), (1, 1, 1)] as [(Float, Float, Float)] { #expect(entropy(et, tc, wt) == 0) }
    }

    @Test func fourLabelsAsLikelyHaveTwoBits() { #expect(entropy(0.25, 0.5, 0.75) == 2) }

    @Test func oneOfTwoHasABit() {
        #expect(entropy(0, 0, 0.5) == 1)
        #expect(entropy(0, 0.5, 1) == 1)
        #expect(entropy(0.5, 1, 1) == 1)
    }

    /// A voxel of enhancing tumour is part of the core and of the whole, whatever their own probabilities.
    @Test func innerRegionsCountAsPartOfTheOuter() {
        #expect(entropy(1, 0, 0) == 0)
        #expect(entropy(0.5, 0, 0) == 1)
        #expect(entropy(0.25, 0.5, 0.1) == 1.5)
    }

    @Test func voxelsAreAlone() { #expect(RegionProbabilities(et: [0, 0.25], tc: [0, 0.5], wt: [0.5, 0.75]).entropy == [1, 2]) }
}
