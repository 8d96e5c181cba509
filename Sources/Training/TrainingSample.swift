import Kernels
import Networks
import Tensors

/// One sample of a segmentation task: the images that it has, and what is true.
public struct TrainingSample: TaskSample {
    /// [1, D, H, W] of each present modality, by index.
    public var images: [Int: Tensor]
    /// For each output D·H·W zeros and ones.
    public var truth: [[UInt8]]

    public init(images: [Int: Tensor], truth: [[UInt8]]) {
        self.images = images
        self.truth = truth
    }

    public func judge(_ logits: Tensor, gradient: Tensor, on machine: Machine) -> SegmentationLoss.Result {
        SegmentationLoss()(logits, truth: truth, gradient: gradient, on: machine)
    }

    public var present: ModalitySubset { ModalitySubset(images.keys) }

    /// The sample without the modalities outside `subset`.
    public func restricted(to subset: ModalitySubset) -> TrainingSample {
        TrainingSample(images: images.filter { subset.contains($0.key) }, truth: truth)
    }

    /// Drops 0 to n − 1 of its n modalities at random ("non-dedicated" training).
    public func withRandomDropping(_ random: inout some RandomNumberGenerator) -> TrainingSample {
        let present = present.indices.shuffled(using: &random)
        let kept = Int.random(in: 1...present.count, using: &random)
        return restricted(to: ModalitySubset(present.prefix(kept)))
    }
}
