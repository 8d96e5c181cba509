import Tensors
import TestSupport
import Testing
import TrainingJobs

@Suite struct ModalityDroppingTests {
    static let draws = 20_000

    @Test func countsAndModalitiesFollowTheirWeights() {
        let kept = draws(ModalityDropping(counts: [3, 1, 0, 0], weights: [1, 2, 1, 4]), of: [0, 1, 2, 3])
        expectShare(kept.count { $0.count == 1 }, 0.75)
        #expect(kept.allSatisfy { 1...2 ~= $0.count && Set($0).count == $0.count })
        let single = kept.filter { $0.count == 1 }.map { $0[0] }
        for (modality, share) in [0.125, 0.25, 0.125, 0.5].enumerated() { expectShare(single.count { $0 == modality }, share, of: single.count) }
        // Of a pair: 3 first and then 1 (1/2 · 2/4), or 1 first and then 3 (1/4 · 4/6).
        let pairs = kept.filter { $0.count == 2 }
        expectShare(pairs.count { Set($0) == [1, 3] }, 0.25 + 1.0 / 6, of: pairs.count)
    }

    @Test func aCaseThatLacksModalitiesKeepsOfThoseThatItHas() {
        let kept = draws(ModalityDropping(counts: [1, 1, 8, 8], weights: [1, 1, 3, 1]), of: [0, 2])
        #expect(kept.allSatisfy { Set($0).isSubset(of: [0, 2]) && !$0.isEmpty })
        expectShare(kept.count { $0.count == 2 }, 0.5)
        expectShare(kept.count { $0 == [2] }, 0.5 * 0.75)
    }

    @Test func allAreKeptWhereNoCountThatTheCaseAllowsIsKept() {
        #expect(draws(ModalityDropping(counts: [0, 0, 0, 1], weights: [1, 1, 1, 1]), of: [0, 2]).allSatisfy { $0.sorted() == [0, 2] })
    }

    private func draws(_ dropping: ModalityDropping, of present: [Int]) -> [[Int]] {
        var random = SeededGenerator(seed: 5)
        return (0..<Self.draws).map { _ in dropping.kept(of: present, &random) }
    }

    /// Within five standard deviations of what a count of so many draws scatters by.
    private func expectShare(_ found: Int, _ share: Double, of count: Int = draws, at location: SourceLocation = #_sourceLocation) {
        let spread = 5 * (share * (1 - share) / Double(count)).squareRoot()
        #expect(abs(Double(found) / Double(count) - share) < spread, sourceLocation: location)
    }
}
