/// The area under the ROC curve: the probability that a record of a class has a higher score for it than one of another class.
public enum AreaUnderCurve {
    /// By ranks (Mann and Whitney); equal scores count one half. Nil unless there are records of both kinds.
    public static func score(_ scores: [Float], isPositive: [Bool]) -> Double? {
        precondition(scores.count == isPositive.count, "\(scores.count) scores for \(isPositive.count) records")
        let order = scores.indices.sorted { scores[$0] < scores[$1] }
        let positives = isPositive.count { $0 }, negatives = isPositive.count - positives
        guard positives > 0, negatives > 0 else { return nil }
        var (start, rankSum) = (0, 0.0)
        while start < order.count {
            var end = start + 1
            while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
            // Ranks start + 1 to end share their mean.
            rankSum += Double(start + 1 + end) / 2 * Double(order[start..<end].count { isPositive[$0] })
            start = end
        }
        return (rankSum - Double(positives * (positives + 1)) / 2) / Double(positives * negatives)
    }

    /// Of two classes the area of the second; of more the mean over the classes, each against the rest, that have records of both kinds.
    ///
    /// - Parameter probabilities: `[records][classes]`
    public static func score(_ probabilities: [[Float]], labels: [Int], classes: Int) -> Double? {
        let areas = (classes == 2 ? 1..<2 : 0..<classes).compactMap { index in
            score(probabilities.map { $0[index] }, isPositive: labels.map { $0 == index })
        }
        return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
    }
}
