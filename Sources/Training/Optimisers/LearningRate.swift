import Glibc

/// The learning rate over a run: a linear warm-up, then decay to zero.
public struct LearningRate: Sendable, Hashable {
    /// How the rate falls once the warm-up is over, x being the share of the way from there to the end.
    public enum Decay: Sendable, Hashable {
        /// peak · (1 + cos πx) / 2, as in the paper.
        case cosine
        /// peak · (1 − x)^power; the published code has power 0.9.
        case polynomial(power: Float)
        /// peak · factor^⌊steps · x⌋: the rate falls `steps` − 1 times on the way, after equal shares of it.
        case staircase(steps: Int, factor: Float)

        /// The share of the peak at x, 0 to 1.
        func callAsFunction(_ x: Float) -> Float {
            switch self {
            case .cosine: 0.5 * (1 + cosf(.pi * x))
            case .polynomial(let power): powf(1 - x, power)
            case .staircase(let steps, let factor): powf(factor, (Float(steps) * x).rounded(.down))
            }
        }
    }

    public var peak: Float
    public var warmUp: Int
    public var iterations: Int
    public var decay: Decay

    public init(peak: Float, warmUp: Int = 0, iterations: Int, decay: Decay = .cosine) {
        self.peak = peak
        self.warmUp = warmUp
        self.iterations = iterations
        self.decay = decay
    }

    /// The rate of an iteration, counted from 0.
    public func callAsFunction(_ iteration: Int) -> Float {
        if iteration < warmUp { return peak * Float(iteration + 1) / Float(warmUp) }
        let progress = Float(iteration - warmUp) / Float(max(iterations - warmUp, 1))
        return peak * decay(min(progress, 1))
    }
}
