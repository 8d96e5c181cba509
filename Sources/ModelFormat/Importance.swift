/// The importance weight vector w, one number for each modality in the model's order (Eq. 6).
public struct Importance: Hashable, Sendable, Codable {
    /// The meta-parameter as learned.
    public var raw: [Float]
    /// softmax(raw): what scales the features; from 0 to 1.
    public var normalised: [Float]

    public init(raw: [Float], normalised: [Float]) {
        self.raw = raw
        self.normalised = normalised
    }
}
