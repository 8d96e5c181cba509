/// What a pass is for.
public enum PassMode: Sendable, Hashable {
    /// Batch norms take the statistics of the batch, dropout draws from the seed.
    case training(seed: UInt64)
    /// Batch norms take their running statistics, dropout passes everything on.
    case evaluation
}
