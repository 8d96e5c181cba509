/// Quantiles by linear interpolation between the two nearest of the sorted values, as numpy's default has it.
package enum Quantile {
    /// - Parameters:
    ///   - fraction: 0 for the least value, 1 for the greatest.
    ///   - sorted: Ascending; at least one value.
    package static func at(_ fraction: Double, of sorted: [Double]) -> Double {
        let place = fraction * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }
}
