import Kernels
import Tensors
import Training

/// Draws training patches from a case.
package struct PatchSampler: Sendable {
    /// Extent of a patch.
    package var patch: Extent
    /// Probability that a patch is centred on a voxel of a random region of the tumour.
    package var tumourCentred: Float
    package var augmentation: Augmentation
    /// How answers to the patches are judged.
    package var loss: SegmentationLoss
    private let machine: Machine

    package init(patch: Extent, tumourCentred: Float = 0.5, augmentation: Augmentation = .init(), loss: SegmentationLoss = .init(), machine: Machine) {
        self.machine = machine
        self.patch = patch
        self.tumourCentred = tumourCentred
        self.augmentation = augmentation
        self.loss = loss
    }

    /// A random patch.
    ///
    /// - Parameters:
    ///   - donor: A case whose tumour is put into the patch; it must have the modalities that are kept, and its tumour be measured.
    ///   - keep: Which of the case's modalities are made at all.
    package func draw(_ source: TrainingCase, tumourOf donor: TrainingCase? = nil, _ random: inout SeededGenerator,
                      keep: (Int) -> Bool = { _ in true }) -> TrainingSample {
        let placement = augmentation.placement(center: center(source, &random), &random)
        let grid = Resampler(placement: placement, patch: patch, source: source.extent, machine: machine)
        let drawn = source.images.keys.sorted().map { (modality: $0, random: SeededGenerator(seed: random.next())) }
        let kept = drawn.filter { keep($0.modality) }
        var images: [Int: Tensor] = [:]
        for (modality, _) in kept {
            images[modality] = Tensor(Shape(channels: 1, extent: patch), layout: .planar)
            grid.linear(source.images[modality]!, into: images[modality]!)
        }
        let shown = grid.nearestVoxels()
        var masks = source.truth.map { mask in shown.map { $0 < 0 ? 0 : mask[Int($0)] } }
        if let donor {
            let transplant = Transplant(of: donor, into: source, placement, images, patch, machine: machine, &random)
            for (modality, image) in images { transplant.put(modality, into: image) }
            transplant.put(into: &masks)
        }
        machine.run(kept.count) { index, _ in
            var own = kept[index].random
            augmentation.changeIntensity(images[kept[index].modality]!, &own)
        }
        return TrainingSample(images: images, truth: masks, loss: loss)
    }

    /// The voxel of the case that the patch's centre shows.
    private func center(_ source: TrainingCase, _ random: inout SeededGenerator) -> SIMD3<Float> {
        let regions = source.regionVoxels.filter { !$0.isEmpty }
        let (e, p) = (source.extent, patch)
        guard random.chance(tumourCentred), !regions.isEmpty else {
            func along(_ length: Int, _ size: Int) -> Float {
                length <= size ? Float(length) / 2 : random.uniform(Float(size) / 2...Float(length) - Float(size) / 2)
            }
            return SIMD3(along(e.depth, p.depth), along(e.height, p.height), along(e.width, p.width))
        }
        let region = regions[Int.random(in: regions.indices, using: &random)]
        let voxel = Int(region[Int.random(in: region.indices, using: &random)])
        return SIMD3(Float(voxel / (e.height * e.width)), Float(voxel / e.width % e.height), Float(voxel % e.width))
    }
}
