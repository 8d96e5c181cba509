/// What a column of scores amounts to over all cases.
public enum ScoreSummary: Sendable, CaseIterable {
    case mean, standardDeviation, median, lowerQuartile, upperQuartile

    /// NaN for no value, and for the deviation of one: it is that of a sample (n − 1), as pandas has it.
    public func of(_ values: [Double]) -> Double {
        guard !values.isEmpty else { return .nan }
        let sorted = values.sorted()
        return switch self {
        case .mean: ScoreSummary.mean(values)
        case .standardDeviation: ScoreSummary.deviation(values)
        case .median: Quantile.at(0.5, of: sorted)
        case .lowerQuartile: Quantile.at(0.25, of: sorted)
        case .upperQuartile: Quantile.at(0.75, of: sorted)
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    private static func deviation(_ values: [Double]) -> Double {
        let mean = mean(values)
        guard values.count > 1 else { return .nan }
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
    }
}
