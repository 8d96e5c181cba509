/// What is done to the values of a modality before the network reads them. In JSON an object with a `kind`.
public enum Preprocessing: Hashable, Sendable {
    /// (x − mean) / standard deviation over the voxels of the brain (those that are not 0); the rest stays 0.
    case zScoreOverBrain
    /// What the published MetaKD evaluation does: values are capped at the last whole number (from the least value on) that begins an interval
    /// of length 1 with 50 voxels or more; voxels equal to the first one are background and become 0; the others as (x − mean) / standard deviation.
    case cappedZScore
    /// The values as they are.
    case unchanged
}

extension Preprocessing: Codable {
    private enum Key: String, CodingKey { case kind }

    private enum Kind: String, Codable { case zScoreOverBrain, cappedZScore, unchanged }

    public init(from decoder: any Decoder) throws {
        self = switch try decoder.container(keyedBy: Key.self).decode(Kind.self, forKey: .kind) {
        case .zScoreOverBrain: .zScoreOverBrain
        case .cappedZScore: .cappedZScore
        case .unchanged: .unchanged
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(kind, forKey: .kind)
    }

    private var kind: Kind {
        switch self {
        case .zScoreOverBrain: .zScoreOverBrain
        case .cappedZScore: .cappedZScore
        case .unchanged: .unchanged
        }
    }
}
