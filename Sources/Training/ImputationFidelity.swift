import Tensors

/// How near the feature that Eq. 2 generates for a modality comes to the true one (Fig. 6).
///
/// It takes samples that have the modality: what would be generated, were it absent, is the mean of the others.
public struct ImputationFidelity: Sendable, Hashable {
    /// The mean absolute difference of generated and true feature (L1).
    public var distance: Float
    /// The cosine of the angle between them, −1 to 1; 0 where one of them is zero.
    public var similarity: Float

    /// - Parameter features: f of each modality that a sample has, [C, D, H, W], all of one layout.
    /// - Returns: For each of these modalities, if there are two or more.
    public static func compare(_ features: [Int: Tensor]) -> [Int: ImputationFidelity] {
        guard features.count > 1 else { return [:] }
        return Dictionary(uniqueKeysWithValues: features.map { modality, truth in
            (modality, ImputationFidelity(truth, others: features.filter { $0.key != modality }.sorted { $0.key < $1.key }.map(\.value)))
        })
    }

    /// The means over several samples, for each modality that any of them has.
    public static func means(of samples: [[Int: ImputationFidelity]]) -> [Int: ImputationFidelity] {
        Dictionary(grouping: samples.flatMap { $0 }, by: \.key).mapValues { found in
            let count = Float(found.count)
            return ImputationFidelity(distance: found.reduce(0) { $0 + $1.value.distance } / count,
                                      similarity: found.reduce(0) { $0 + $1.value.similarity } / count)
        }
    }

    public init(distance: Float, similarity: Float) {
        self.distance = distance
        self.similarity = similarity
    }

    private init(_ truth: Tensor, others: [Tensor]) {
        var (difference, product, trueSquares, generatedSquares) = (0.0, 0.0, 0.0, 0.0)
        for i in 0..<truth.storage.count {
            let t = Double(truth.base[i]), generated = others.reduce(0) { $0 + Double($1.base[i]) } / Double(others.count)
            difference += abs(t - generated)
            product += t * generated
            trueSquares += t * t
            generatedSquares += generated * generated
        }
        let lengths = (trueSquares * generatedSquares).squareRoot()
        self.init(distance: Float(difference / Double(truth.shape.count)), similarity: lengths > 0 ? Float(product / lengths) : 0)
    }
}
