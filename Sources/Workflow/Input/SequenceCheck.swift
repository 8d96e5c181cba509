import Imaging

/// Whether images look like the sequences that they are named as, by what holds between T1 and the others.
///
/// Of the four, T1 has the shortest bright end: no vessel, tumour or fluid shines in it. And T1c, FLAIR and T2, in this order, follow T1's grey
/// values less and less. Without a T1 nothing that was tried tells the others apart for certain, and nothing is said.
package struct SequenceCheck {
    /// How many times the bright end of another image T1's must be for a warning. On the real cases that this was tried on it is at most 1.00 times.
    static let leastTail = 1.3
    /// How far the order of correlations with T1 must be reversed for a warning. On those cases it is -0.06 at most.
    static let leastReversal = 0.1
    /// Fewer voxels say too little.
    static let leastVoxels = 2000

    /// By a modality's name, all of one size.
    let images: [String: CoarseImage]

    package init(images: [String: CoarseImage]) { self.images = images }

    /// How far two images are from what is expected of them.
    package struct Finding: Sendable {
        /// The images' names; the first is the one to tell of.
        package let named, other: String
        package let amount: Double
    }

    /// Two images that seem to be each other's; nil if none do.
    func suspects() -> Finding? {
        if let tail, tail.amount > SequenceCheck.leastTail { return tail }
        if let reversal, reversal.amount > SequenceCheck.leastReversal { return reversal }
        return nil
    }

    /// How many times the bright end of the other image with the shortest T1's is; nil without a T1 and another.
    package var tail: Finding? {
        guard let values = commonValues else { return nil }
        let tails = values.mapValues(SequenceCheck.tail)
        let shortest = tails.filter { $0.key != "t1" }.min { ($0.value, $0.key) < ($1.value, $1.key) }
        return shortest.map { Finding(named: "t1", other: $0.key, amount: Double(tails["t1"]! / $0.value)) }
    }

    /// The greatest reversal in the order of the others' correlations with T1, negative where they are in order; nil without a T1 and two others.
    package var reversal: Finding? {
        guard let values = commonValues else { return nil }
        let ranks = values.mapValues(SequenceCheck.ranks)
        let likeness = ranks.mapValues { SequenceCheck.correlation($0, ranks["t1"]!) }
        let order = ["t1c", "flair", "t2"].filter { likeness[$0] != nil }
        let reversals = order.indices.flatMap { first in
            order.indices.dropFirst(first + 1).map { second in
                Finding(named: order[first], other: order[second], amount: likeness[order[second]]! - likeness[order[first]]!)
            }
        }
        return reversals.max { $0.amount < $1.amount }
    }

    /// By name, the values of the voxels that are brain in all images; nil if there is no T1, no other, or too little brain.
    private var commonValues: [String: [Float]]? {
        guard images["t1"] != nil, images.count > 1 else { return nil }
        let brain = common
        return brain.count < SequenceCheck.leastVoxels ? nil : images.mapValues { image in brain.map { image.values[$0] } }
    }

    /// The voxels that are brain in all images.
    private var common: [Int] {
        guard let first = images.values.first else { return [] }
        return first.values.indices.filter { index in images.values.allSatisfy { $0.values[index] != $0.background } }
    }

    /// How far the brightest five hundredth lies above the middle, in distances between the quarters.
    static func tail(_ values: [Float]) -> Float {
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Float { sorted[Int((Double(sorted.count - 1) * share).rounded())] }
        return (quantile(0.998) - quantile(0.5)) / max(quantile(0.75) - quantile(0.25), .leastNormalMagnitude)
    }

    /// Each value's place among all, equal ones alike.
    static func ranks(_ values: [Float]) -> [Float] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Float](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            for place in start..<end { ranks[order[place]] = Float(start + end - 1) / 2 }
            start = end
        }
        return ranks
    }

    static func correlation(_ a: [Float], _ b: [Float]) -> Double {
        let (meanA, meanB) = (a.reduce(0.0) { $0 + Double($1) } / Double(a.count), b.reduce(0.0) { $0 + Double($1) } / Double(b.count))
        var (ab, aa, bb) = (0.0, 0.0, 0.0)
        for (x, y) in zip(a, b) {
            let (dx, dy) = (Double(x) - meanA, Double(y) - meanB)
            (ab, aa, bb) = (ab + dx * dy, aa + dx * dx, bb + dy * dy)
        }
        return ab / max((aa * bb).squareRoot(), .leastNormalMagnitude)
    }
}
