/// What the evaluator says of one region of a case.
public struct RegionScores: Hashable, Sendable {
    public var dice: Double
    public var sensitivity: Double
    public var specificity: Double
    /// In mm.
    public var hausdorff95: Double
    /// Nil where it was not asked for.
    public var lesionWise: LesionWiseScores?

    public init(_ pair: MaskPair, lesionWise: Bool) {
        let counts = pair.counts
        (dice, sensitivity, specificity) = (counts.dice, counts.sensitivity, counts.specificity)
        hausdorff95 = HausdorffDistance.percentile95(pair)
        self.lesionWise = lesionWise ? LesionWiseScores(pair) : nil
    }
}
