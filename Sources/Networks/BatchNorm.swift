/// y = γ · (x − mean) / √(variance + ε) + β with each channel's mean and biased variance over all records of a batch, which lie along the
/// spatial axes; in evaluation with the running mean and variance.
public struct BatchNorm: Hashable, Sendable, Codable {
    public var channels: Int
    /// In double precision, as PyTorch holds it.
    public var epsilon = 1e-5
    /// How much of the running statistics a batch replaces.
    public var momentum: Float = 0.1
    /// γ [channels].
    public var weight: String
    /// β [channels].
    public var bias: String
    /// Running mean [channels]; not learned.
    public var mean: String
    /// Running variance, unbiased [channels]; not learned.
    public var variance: String

    /// Names its tensors as PyTorch does: `name.weight`, `name.bias`, `name.running_mean`, `name.running_var`.
    public init(channels: Int, name: String) {
        self.channels = channels
        (weight, bias, mean, variance) = ("\(name).weight", "\(name).bias", "\(name).running_mean", "\(name).running_var")
    }

    /// The norm in evaluation as one factor for each channel: y = scale · (x − mean) + β.
    public func scale(weight: [Float], variance: [Float]) -> [Float] {
        zip(weight, variance).map { Float(Double($0) / (Double($1) + epsilon).squareRoot()) }
    }
}
