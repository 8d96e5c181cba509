/// The exponential moving average of the weights: a ← d · a + (1 − d) · θ after every step.
///
/// Early on the decay d is (1 + t) / (10 + t) after t steps, so that the random start is forgotten soon.
public struct WeightAverage: Sendable, Hashable {
    /// d once many steps are made, below 1.
    public let decay: Float
    public private(set) var values: ParameterValues
    public private(set) var steps: Int

    /// - Parameters:
    ///   - values: The average so far, or the weights themselves.
    ///   - steps: Steps averaged so far.
    public init(decay: Float, values: ParameterValues, steps: Int = 0) {
        precondition((0..<1).contains(decay), "a decay of \(decay), expected 0 to below 1")
        self.decay = decay
        self.values = values
        self.steps = steps
    }

    /// Takes in the weights after a step.
    public mutating func add(_ parameters: ParameterValues) {
        let share = 1 - min(decay, Float(1 + steps) / Float(10 + steps))
        steps += 1
        for p in values.values.indices {
            parameters.values[p].withUnsafeBufferPointer { parameters in
                values.values[p].withUnsafeMutableBufferPointer { values in
                    for i in values.indices { values[i] += share * (parameters[i] - values[i]) }
                }
            }
        }
    }
}
