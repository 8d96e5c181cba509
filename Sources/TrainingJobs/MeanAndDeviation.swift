import Foundation

/// The mean of some numbers, their standard deviation (of a sample; 0 of one number), and the mean's standard error.
struct MeanAndDeviation: Sendable, Hashable {
    let count: Int
    let mean: Double
    let deviation: Double

    init(_ values: [Double]) {
        count = values.count
        let mean = values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        (self.mean, deviation) = (mean, values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : 0)
    }

    var error: Double { count > 0 ? deviation / Double(count).squareRoot() : 0 }

    /// `0.812 ± 0.034`; `0.812` of one number, `n/a` of none.
    var text: String {
        count == 0 ? "n/a" : count == 1 ? String(format: "%.3f", mean) : String(format: "%.3f ± %.3f", mean, deviation)
    }
}
