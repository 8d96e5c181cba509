/// What the last iterations of a training looked like: means over them, and what stood at their end.
public struct TrainingProgress: Sendable, Hashable {
    public var iteration: Int
    public var taskLoss: Float
    /// Σ (w_i / w_j) · ℓ_kd, without α.
    public var distillation: Float
    /// Soft Dice of each region, over the patches; empty for classifiers.
    public var dice: [Float]
    /// The share of a classifier's records that had their class found.
    public var accuracy: Float?
    /// ℓ_meta at the last outer step; nil before the first.
    public var heldOutLoss: Float?
    /// The normalised importance weights.
    public var importance: [Float]
    public var learningRate: Float
    public var secondsPerIteration: Double
}
