/// Min-max scaling of one number to [−1, 1], and what stands for a missing one.
package struct NumericEncoding: Sendable, Hashable, Codable {
    /// The smallest and largest value of the training records.
    package var minimum: Float
    package var maximum: Float
    /// Their mean, which takes the place of a missing value.
    package var mean: Float

    /// Fits to training values, of which NaN are missing; all 0 if there is none.
    package init(fitting values: some Sequence<Float>) {
        var (count, sum): (Int, Double) = (0, 0)
        (minimum, maximum, mean) = (.infinity, -.infinity, 0)
        for value in values where !value.isNaN {
            (minimum, maximum) = (min(minimum, value), max(maximum, value))
            count += 1
            sum += Double(value)
        }
        if count == 0 { (minimum, maximum) = (0, 0) } else { mean = Float(sum / Double(count)) }
    }

    /// x' = (x − centre) · scale. Values outside the training range come out beyond ±1; a constant column is 0.
    var centre: Float { Float((Double(minimum) + Double(maximum)) / 2) }
    var scale: Float { maximum > minimum ? Float(2 / (Double(maximum) - Double(minimum))) : 0 }
    /// What a missing value becomes.
    var fill: Float { encode(mean) }

    /// The scaled value; that of the mean for NaN.
    package func encode(_ value: Float) -> Float { value.isNaN ? fill : (value - centre) * scale }
}
