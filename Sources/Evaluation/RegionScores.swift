/// What the evaluator says of one region of a case.
public struct RegionScores: Hashable, Sendable {
    public var dice: Double
    public var sensitivity: Double
    public var specificity: Double
    /// In mm.
    public var hausdorff95: Double
    /// Nil where it was not asked for.
    public var lesionWise: LesionWiseScores?

    /// Of a case that cannot be scored, where it is not left out: Dice, sensitivity and specificity 0, the distance of a missed lesion.
    public init(unscorableLesionWise lesionWise: Bool) {
        (dice, sensitivity, specificity, hausdorff95) = (0, 0, 0, LesionWiseScores.penalty)
        self.lesionWise = lesionWise ? LesionWiseScores(dice: 0, hausdorff95: LesionWiseScores.penalty) : nil
    }

    public init(_ pair: MaskPair, lesionWise: Bool) {
        let counts = pair.counts
        (dice, sensitivity, specificity) = (counts.dice, counts.sensitivity, counts.specificity)
        hausdorff95 = HausdorffDistance.percentile95(pair)
        self.lesionWise = lesionWise ? LesionWiseScores(pair) : nil
    }
}
