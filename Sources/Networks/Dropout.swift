/// In training y = x / (1 − rate) for a random share 1 − rate of the elements and 0 for the others; in evaluation y = x.
public struct Dropout: Hashable, Sendable, Codable {
    /// The share of elements that become 0, from 0 to below 1.
    public var rate: Float

    public init(rate: Float) { self.rate = rate }
}
