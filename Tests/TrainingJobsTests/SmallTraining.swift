import Kernels
import Tensors
import TestSupport
import TrainingJobs

/// A training of a tiny network on three small phantoms.
struct SmallTraining {
    let scratch = Scratch()
    let machine = Machine(instructionSet: .best, threads: 2)

    func settings(_ optimiser: SegmentationSettings.OptimiserKind = .adam) throws -> SegmentationSettings {
        try PhantomCases(size: Extent(16, 18, 20), seed: 3).write(3, to: scratch.file("data"), overwrite: true)
        var settings = SegmentationSettings()
        (settings.widths, settings.patch, settings.validationCount, settings.optimiser) = ([2, 4], Triple(8), 1, optimiser)
        (settings.iterations, settings.allModalityIterations, settings.outerInterval, settings.learningRate) = (9, 2, 2, 0.013)
        settings.augmentation.transplant = 0.5
        settings.averaging = optimiser == .adam ? 0.9 : 0
        return settings
    }

    func begin(_ settings: SegmentationSettings) throws -> SegmentationTraining {
        try SegmentationTraining(data: scratch.file("data"), settings: settings, machine: machine)
    }

    func resume(_ data: String = "data") throws -> SegmentationTraining {
        try SegmentationTraining(data: scratch.file(data), checkpoint: scratch.file("c"), machine: machine)
    }
}
