import Kernels
import ModelFormat
import Networks
import Tensors
import Training

/// What the settings mean to the rooms that do the work.
extension SegmentationSettings {
    var network: UNet3D {
        UNet3D(widths: widths, modalities: SegmentationTraining.modalities.count, outputs: TrainingCase.regions.count, isHalved: halved,
               isAdapted: adapted)
    }

    /// How the model is applied. The network works on a patch at least, as far as it fits into a tile.
    var inference: InferenceSettings {
        let smallest = Triple(min(patch.depth, tile.depth), min(patch.height, tile.height), min(patch.width, tile.width))
        return InferenceSettings(tile: tile, smallest: smallest, overlap: overlap, rules: rules)
    }

    /// Along D, H and W, where the settings say.
    var knownSpacing: SIMD3<Float>? { spacing.isEmpty ? nil : SIMD3(spacing[0], spacing[1], spacing[2]) }

    /// Bytes that a step on one modality holds at least, by measurements of 2 to 48 channels: eight values of each channel of the first level, whose
    /// channels come in blocks of 16, and two more blocks' where a stem leads there.
    var leastBytes: Int {
        let block = 16 * MemoryLayout<Float>.stride, blocks = (widths[0] + 15) / 16, voxels = patchExtent.voxels
        return halved ? voxels * 2 * block + voxels * block * blocks : voxels * 8 * block * blocks
    }

    var patchExtent: Extent { Extent(patch.depth, patch.height, patch.width) }

    func sampler(on machine: Machine) -> PatchSampler {
        PatchSampler(patch: patchExtent, tumourCentred: tumourCentred, augmentation: augmentation, loss: SegmentationLoss(smoothing: diceSmoothing),
                     machine: machine)
    }

    var schedule: LearningRate {
        LearningRate(peak: learningRate, warmUp: warmUp, iterations: iterations, decay: decay == .cosine ? .cosine : .polynomial(power: decayPower))
    }

    func makeOptimiser() -> Optimiser {
        switch optimiser {
        case .sgd: .sgd(SGD(momentum: momentum, weightDecay: weightDecay))
        case .adam, .adamw: .adam(Adam(weightDecay: weightDecay, isDecoupled: optimiser == .adamw))
        }
    }
}
