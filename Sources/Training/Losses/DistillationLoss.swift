import Tensors

/// Modality-weighted knowledge distillation: Σ_{i≠j} (w_i / w_j) · ‖f_i − f_j‖_p over the present modalities (Eq. 4, 5).
///
/// Modality i teaches, j learns: the gradient flows into f_j alone; the teacher's feature and the weights are constants.
public struct DistillationLoss: Sendable {
    /// Which distance: 1 is the mean absolute difference, 2 the mean squared difference.
    public enum Norm: Int, Sendable, Codable { case absolute = 1, squared = 2 }

    public var norm = Norm.absolute
    /// Whether each channel of the features is standardised first. Plain distances (Eq. 5) fall when all features shrink, which a following
    /// convolution can undo at no cost to the task, or become constant, down to where nothing reads them any more.
    public var isStandardised = false

    public init(norm: Norm = .absolute, isStandardised: Bool = false) { (self.norm, self.isStandardised) = (norm, isStandardised) }

    /// - Parameters:
    ///   - features: f of each present modality, [C, D, H, W].
    ///   - importance: The normalised weights w of all modalities.
    ///   - factor: α, multiplied into the gradients and not into the returned loss.
    /// - Returns: The loss, and its gradient with respect to each modality's feature.
    public func callAsFunction(_ features: [Int: Tensor], importance: [Float], factor: Float) -> (loss: Float, gradients: [Int: Tensor]) {
        guard features.count > 1 else { return (0, [:]) }
        let standardised = isStandardised ? features.mapValues { StandardisedFeature($0) } : [:]
        let compared = features.map { (modality: $0.key, feature: standardised[$0.key]?.values ?? $0.value) }.sorted { $0.modality < $1.modality }
        var loss = 0.0
        var gradients: [Int: Tensor] = [:]
        for (student, feature) in compared {
            let gradient = Tensor(feature.shape, layout: feature.layout)
            for (teacher, target) in compared where teacher != student {
                let scale = importance[teacher] / max(importance[student], 1e-6) / Float(feature.shape.count)
                loss += Double(scale) * accumulate(feature, target, scale * factor, into: gradient)
            }
            standardised[student]?.differentiate(gradient)
            gradients[student] = gradient
        }
        return (Float(loss), gradients)
    }

    /// Adds scale · d/df Σ|f − t|^p to the gradient and returns Σ|f − t|^p.
    private func accumulate(_ feature: Tensor, _ target: Tensor, _ scale: Float, into gradient: Tensor) -> Double {
        var sum = 0.0
        for i in 0..<feature.storage.count {
            let difference = feature.base[i] - target.base[i]
            switch norm {
            case .absolute:
                sum += Double(abs(difference))
                gradient.base[i] += scale * (difference > 0 ? 1 : difference < 0 ? -1 : 0)
            case .squared:
                sum += Double(difference * difference)
                gradient.base[i] += scale * 2 * difference
            }
        }
        return sum
    }
}
