/// The scaling of one number, and what stands for a missing one.
package struct NumericEncoding: Sendable, Hashable, Codable {
    /// The smallest and largest value of the training records.
    package var minimum: Float
    package var maximum: Float
    /// Their mean, which takes the place of a missing value.
    package var mean: Float
    /// Their standard deviation, where numbers are scaled by it; nil where they are scaled by the range.
    package var deviation: Float?

    /// How numbers are scaled; a constant column becomes 0.
    package enum Scaling: String, Sendable, Hashable, Codable {
        /// The range of the training records becomes [−1, 1].
        case range
        /// The mean of the training records becomes 0 and five standard deviations 1: an outlier does not push all others together.
        case deviation
    }

    /// Standard deviations that become 1.
    private static let deviations = 5.0

    /// Fits to training values, of which NaN are missing; all 0 if there is none.
    package init(fitting values: some Sequence<Float>, scaling: Scaling = .range) {
        var (count, average, squares): (Int, Double, Double) = (0, 0, 0)
        (minimum, maximum, mean) = (.infinity, -.infinity, 0)
        for value in values where !value.isNaN {
            (minimum, maximum) = (min(minimum, value), max(maximum, value))
            count += 1
            // Welford's sums, which lose no digits where the mean is far from 0.
            let difference = Double(value) - average
            average += difference / Double(count)
            squares += difference * (Double(value) - average)
        }
        if count == 0 { (minimum, maximum) = (0, 0) } else { mean = Float(average) }
        if scaling == .deviation { deviation = count > 0 && maximum > minimum ? Float((squares / Double(count)).squareRoot()) : 0 }
    }

    /// x' = (x − centre) · scale. By range, values outside the training range come out beyond ±1.
    var centre: Float { deviation != nil ? mean : Float((Double(minimum) + Double(maximum)) / 2) }
    var scale: Float {
        guard let deviation else { return maximum > minimum ? Float(2 / (Double(maximum) - Double(minimum))) : 0 }
        return deviation > 0 ? Float(1 / (NumericEncoding.deviations * Double(deviation))) : 0
    }
    /// What a missing value becomes.
    var fill: Float { encode(mean) }

    /// The scaled value; that of the mean for NaN.
    package func encode(_ value: Float) -> Float { value.isNaN ? fill : (value - centre) * scale }
}
