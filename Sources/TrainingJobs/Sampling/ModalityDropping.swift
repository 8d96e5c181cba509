import Glibc
import Tensors

/// Which of a case's modalities a training sample keeps ("non-dedicated" training).
package struct ModalityDropping: Sendable {
    /// How often 1, 2, … modalities are kept, relative to each other; all are where no count that the case allows is ever kept.
    var counts: [Float]
    /// One modality after the other is drawn from what is left, in proportion to the weights.
    var weights: [Float]

    package init(counts: [Float], weights: [Float]) { (self.counts, self.weights) = (counts, weights) }

    /// The modalities to keep, of those that a case has.
    package func kept(of present: [Int], _ random: inout SeededGenerator) -> [Int] {
        // Sorted by exponential times whose rates are the weights, modalities come in the order in which they would be drawn.
        let times = present.map { -log(random.uniform()) / weights[$0] }
        return zip(times, present).sorted { $0.0 < $1.0 }.prefix(count(of: present.count, &random)).map(\.1)
    }

    private func count(of present: Int, _ random: inout SeededGenerator) -> Int {
        let counts = Array(counts.prefix(present))
        return counts.contains { $0 > 0 } ? random.index(weights: counts) + 1 : present
    }
}
