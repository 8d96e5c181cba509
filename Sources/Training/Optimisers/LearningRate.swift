import Glibc

/// The learning rate over a run: a linear warm-up, then cosine decay to zero.
public struct LearningRate: Sendable, Hashable {
    public var peak: Float
    public var warmUp: Int
    public var iterations: Int

    public init(peak: Float, warmUp: Int = 0, iterations: Int) {
        self.peak = peak
        self.warmUp = warmUp
        self.iterations = iterations
    }

    /// The rate of an iteration, counted from 0.
    public func callAsFunction(_ iteration: Int) -> Float {
        if iteration < warmUp { return peak * Float(iteration + 1) / Float(warmUp) }
        let progress = Float(iteration - warmUp) / Float(max(iterations - warmUp, 1))
        return peak * 0.5 * (1 + cosf(.pi * min(progress, 1)))
    }
}
