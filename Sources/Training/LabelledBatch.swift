import Kernels
import Tensors

/// Records of one batch, which have the same modalities, and their classes.
public struct LabelledBatch: TaskSample {
    /// [channels, D, H, W] of each present modality, the records along one of the spatial axes.
    public var images: [Int: Tensor]
    /// The class of each record.
    public var labels: [Int]
    public var loss: CrossEntropyLoss

    public init(images: [Int: Tensor], labels: [Int], loss: CrossEntropyLoss = CrossEntropyLoss()) {
        (self.images, self.labels, self.loss) = (images, labels, loss)
    }

    public var weight: Float { Float(labels.count) }

    public func judge(_ logits: Tensor, gradient: Tensor, on machine: Machine) -> CrossEntropyLoss.Result {
        loss(logits, labels: labels, gradient: gradient)
    }
}
