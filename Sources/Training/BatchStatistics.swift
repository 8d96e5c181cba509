import Networks

/// Mean and unbiased variance of each channel of a batch, as one batch norm found them in training.
public struct BatchStatistics: Sendable, Hashable {
    let norm: BatchNorm
    /// [channels]
    public let mean: [Float]
    public let variance: [Float]

    /// Replaces a part of the running statistics: r ← (1 − momentum) · r + momentum · of the batch.
    func blend(into parameters: inout ParameterValues) {
        for (name, found) in [(norm.mean, mean), (norm.variance, variance)] {
            for channel in found.indices { parameters[name][channel] += norm.momentum * (found[channel] - parameters[name][channel]) }
        }
    }
}
