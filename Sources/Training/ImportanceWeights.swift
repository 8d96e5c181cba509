import Glibc

/// The importance weight vector (IWV): one number for each modality, learned on held-out data.
public struct ImportanceWeights: Hashable, Sendable, Codable {
    /// How the raw numbers become weights (Eq. 6 and Table 6).
    public enum Normalisation: String, Sendable, Codable, CaseIterable { case softmax, sigmoid, relu }

    /// The numbers that the outer problem optimises.
    public var raw: [Float]
    public var normalisation = Normalisation.softmax

    /// Equal weights.
    public init(modalities: Int, normalisation: Normalisation = .softmax) {
        raw = Array(repeating: normalisation == .relu ? 1 / Float(modalities) : 0, count: modalities)
        self.normalisation = normalisation
    }

    /// w = softmax(raw) (Eq. 6), or element by element.
    public var normalised: [Float] {
        switch normalisation {
        case .softmax:
            let largest = raw.max() ?? 0
            let exponentials = raw.map { expf($0 - largest) }
            let sum = exponentials.reduce(0, +)
            return exponentials.map { $0 / sum }
        case .sigmoid: return raw.map { 1 / (1 + expf(-$0)) }
        case .relu: return raw.map { max($0, 0) }
        }
    }

    /// The gradient with respect to the raw numbers, from that with respect to the normalised weights.
    public func rawGradient(_ gradient: [Float]) -> [Float] {
        let w = normalised
        switch normalisation {
        case .softmax:
            let mean = zip(w, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            return zip(w, gradient).map { $0 * ($1 - mean) }
        case .sigmoid: return zip(w, gradient).map { $0 * (1 - $0) * $1 }
        case .relu: return zip(raw, gradient).map { $0 > 0 ? $1 : 0 }
        }
    }
}
