import Kernels
import Networks
import Tensors

/// A sample of a task, or a batch of them that have the same modalities: the images that it has, and how an answer to it is judged (ℓ_task).
public protocol TaskSample: Sendable {
    associatedtype Judgement: TaskJudgement

    /// Of each present modality, by index.
    var images: [Int: Tensor] { get }
    /// What it counts in a mean over several.
    var weight: Float { get }

    /// The loss of the logits.
    ///
    /// - Parameters:
    ///   - logits: [outputs, D, H, W], blocked.
    ///   - gradient: Receives the gradient of the total with respect to the logits; padding channels become 0.
    func judge(_ logits: Tensor, gradient: Tensor, on machine: Machine) -> Judgement
}

extension TaskSample {
    public var weight: Float { 1 }
}

/// A task's loss, and what else is told of it.
public protocol TaskJudgement: Sendable {
    var total: Float { get }
}
