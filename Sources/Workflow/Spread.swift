/// The middle and the spread of repeated measurements.
public struct Spread: Sendable, Hashable {
    public let min, lowerQuartile, median, upperQuartile, max: Double

    /// - Parameter values: At least one, in any order. Between two of them a quantile is interpolated.
    public init(_ values: [Double]) {
        precondition(!values.isEmpty, "the spread of no values")
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double {
            let place = share * Double(sorted.count - 1)
            let below = Int(place)
            let above = Swift.min(below + 1, sorted.count - 1)
            return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
        }
        (min, lowerQuartile, median, upperQuartile, max) = (sorted[0], quantile(0.25), quantile(0.5), quantile(0.75), sorted[sorted.count - 1])
    }

    /// Of the seconds that each of several runs takes.
    package init(timing runs: Int, _ body: () -> Void) {
        self.init((0..<runs).map { _ in
            let start = ContinuousClock.now
            body()
            return start.duration(to: .now).seconds
        })
    }
}
