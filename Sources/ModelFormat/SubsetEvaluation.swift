/// How well a model did with one subset of its modalities.
public struct SubsetEvaluation: Hashable, Sendable, Codable {
    /// The names of the present modalities in the model's order, as in `flair+t1c`.
    public var subset: String
    /// The value of each metric, such as `dice_ET`.
    public var metrics: [String: Double]
    /// Cases (or records) behind the values.
    public var n: Int
    /// Which data: a description, never a patient.
    public var data: String

    public init(subset: String, metrics: [String: Double], n: Int, data: String) {
        self.subset = subset
        self.metrics = metrics
        self.n = n
        self.data = data
    }
}
