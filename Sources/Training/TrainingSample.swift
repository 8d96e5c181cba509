import Kernels
import Networks
import Tensors

/// One sample of a segmentation task: the images that it has, and what is true.
public struct TrainingSample: TaskSample {
    /// [1, D, H, W] of each present modality, by index.
    public var images: [Int: Tensor]
    /// For each output D·H·W zeros and ones.
    public var truth: [[UInt8]]
    /// How answers are judged.
    public var loss: SegmentationLoss

    public init(images: [Int: Tensor], truth: [[UInt8]], loss: SegmentationLoss = .init()) {
        self.images = images
        self.truth = truth
        self.loss = loss
    }

    public func judge(_ logits: Tensor, gradient: Tensor, on machine: Machine) -> SegmentationLoss.Result {
        loss(logits, truth: truth, gradient: gradient, on: machine)
    }

    public var present: ModalitySubset { ModalitySubset(images.keys) }

    /// The sample without the modalities outside `subset`.
    public func restricted(to subset: ModalitySubset) -> TrainingSample {
        TrainingSample(images: images.filter { subset.contains($0.key) }, truth: truth, loss: loss)
    }
}
