/// Leaves out genotypes that others nearby predict, as PLINK's `--indep-pairwise` does.
///
/// In each window of successive places, of any two whose dosages correlate with r² above the limit the one with the rarer
/// minor alleles is left out. Where a place has several counted alleles, r² is the largest among their pairs.
package struct LinkagePruning: Sendable, Hashable, Codable {
    /// Places in a window.
    package var window = 50
    /// Places by which the window moves on.
    package var step = 5
    /// The largest r² that two places may have.
    package var limit = 0.1

    package init(window: Int = 50, step: Int = 5, limit: Double = 0.1) {
        precondition(window > 1 && step > 0, "a window of \(window) places and a step of \(step)")
        (self.window, self.step, self.limit) = (window, step, limit)
    }

    /// Which places are kept.
    ///
    /// - Parameter places: The dosages `[places][counted alleles][records]` in the order of the genome; NaN where missing.
    package func kept(_ places: [[[Float]]]) -> [Bool] {
        let frequencies = places.map(LinkagePruning.minorFrequency)
        var kept = places.map { _ in true }
        for start in stride(from: 0, to: max(1, places.count - window + step), by: step) {
            let end = min(start + window, places.count)
            for first in start..<max(start, end) where kept[first] {
                for second in first + 1..<max(first + 1, end) where kept[first] && kept[second] {
                    guard LinkagePruning.correlation(places[first], places[second]) > limit else { continue }
                    kept[frequencies[first] < frequencies[second] ? first : second] = false
                }
            }
        }
        return kept
    }

    /// The share of alleles that are not the commonest one.
    private static func minorFrequency(_ alleles: [[Float]]) -> Float {
        let shares = alleles.map { dosages in
            let known = dosages.filter { !$0.isNaN }
            return known.isEmpty ? 0 : known.reduce(0, +) / Float(2 * known.count)
        }
        let counted = shares.reduce(0, +)
        return min(counted, 1 - counted)
    }

    private static func correlation(_ first: [[Float]], _ second: [[Float]]) -> Double {
        first.flatMap { a in second.map { b in squaredCorrelation(a, b) } }.max() ?? 0
    }

    /// r² over the records that have both; 0 if one of them does not vary.
    static func squaredCorrelation(_ first: [Float], _ second: [Float]) -> Double {
        var (n, x, y, xx, yy, xy): (Double, Double, Double, Double, Double, Double) = (0, 0, 0, 0, 0, 0)
        for (a, b) in zip(first, second) where !a.isNaN && !b.isNaN {
            let (a, b) = (Double(a), Double(b))
            (n, x, y) = (n + 1, x + a, y + b)
            (xx, yy, xy) = (xx + a * a, yy + b * b, xy + a * b)
        }
        let (varianceX, varianceY, covariance) = (n * xx - x * x, n * yy - y * y, n * xy - x * y)
        guard varianceX > 0, varianceY > 0 else { return 0 }
        return covariance * covariance / (varianceX * varianceY)
    }
}
