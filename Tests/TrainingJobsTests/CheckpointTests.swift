import Foundation
import Kernels
import ModelFormat
import Tensors
import TestSupport
import Testing
import TrainingJobs

@Suite struct CheckpointTests {
    let scratch = Scratch()
    let machine = Machine(instructionSet: .best, threads: 2)

    private func settings(_ optimiser: SegmentationSettings.OptimiserKind) throws -> SegmentationSettings {
        try PhantomCases(size: Extent(16, 18, 20), seed: 3).write(3, to: scratch.file("data"), overwrite: true)
        var settings = SegmentationSettings()
        (settings.widths, settings.patch, settings.validationCount, settings.optimiser) = ([2, 4], Triple(8), 1, optimiser)
        (settings.iterations, settings.allModalityIterations, settings.outerInterval, settings.learningRate) = (9, 2, 2, 0.013)
        settings.averaging = optimiser == .adam ? 0.9 : 0
        return settings
    }

    private func begin(_ settings: SegmentationSettings) throws -> SegmentationTraining {
        try SegmentationTraining(data: scratch.file("data"), settings: settings, machine: machine)
    }

    private func resume(_ data: String = "data") throws -> SegmentationTraining {
        try SegmentationTraining(data: scratch.file(data), checkpoint: scratch.file("c"), machine: machine)
    }

    @Test(arguments: [SegmentationSettings.OptimiserKind.adam, .sgd], [1, 4, 9]) func aResumedTrainingHasTheBitsOfOneInAGo(
        optimiser: SegmentationSettings.OptimiserKind, stop: Int
    ) throws {
        let whole = try begin(settings(optimiser)), first = try begin(settings(optimiser))
        try whole.run { _ in }
        try first.run(goesOn: { first.iteration < stop }) { _ in }
        try first.checkpoint.write(to: scratch.file("c"))
        let second = try resume()
        #expect(second.iteration == stop && second.settings == first.settings && second.checkpoint.position == first.checkpoint.position)
        try second.run { _ in }
        #expect(second.iteration == 9 && second.checkpoint.position == whole.checkpoint.position)
        // Compared outside, because a failure would print all weights.
        let (endsAlike, movedOn) = (second.trainer.state == whole.trainer.state, second.trainer.state != first.trainer.state)
        #expect(endsAlike && movedOn == (stop < 9))
    }

    @Test func otherCasesAreRefused() throws {
        try begin(settings(.adam)).checkpoint.write(to: scratch.file("c"))
        try FileManager.default.moveItem(atPath: scratch.file("data/Phantom_00001"), toPath: scratch.file("data/Phantom_00009"))
        #expect { try resume() } throws: { error in
            guard case TrainingJobError.otherCases(_, let found, let expected) = error else { return false }
            return found == ["Phantom_00002", "Phantom_00003"] && expected == ["Phantom_00001", "Phantom_00002"]
        }
    }

    @Test(arguments: ["format", "settings", "position"]) func whatIsNoCheckpointIsRefused(absent: String) throws {
        let training = try begin(settings(.adam))
        try training.checkpoint.write(to: scratch.file("c"))
        let file = try SafetensorsFile.read(scratch.file("c"))
        let tensors = try file.names.map { SafetensorsFile.Tensor(name: $0, shape: try file.shape($0), elements: try file.floats($0)) }
        for text in [nil, "other"] {
            var metadata = file.metadata
            metadata[absent] = text
            try SafetensorsFile.write(tensors, metadata: metadata, to: scratch.file("c"), overwrite: true)
            #expect { try resume() } throws: { ($0 as? TrainingJobError)?.programExit == .badData && "\($0)".contains(scratch.file("c")) }
        }
        try SafetensorsFile.write(tensors.filter { $0.name != "importance" }, metadata: file.metadata, to: scratch.file("c"), overwrite: true)
        #expect(throws: ModelError.self) { try resume() }
        try SafetensorsFile.write(tensors.map { $0.name == "importance" ? .init(name: $0.name, shape: [1, 4], elements: $0.elements) : $0 },
                                  metadata: file.metadata, to: scratch.file("c"), overwrite: true)
        #expect { try resume() } throws: { "\($0)".contains("importance is [1, 4]") }
    }

    @Test func theWeightsOfACheckpointCanBeImported() throws {
        var settings = try settings(.adam)
        settings.widths = [16, 32]
        let training = try begin(settings)
        try training.checkpoint.write(to: scratch.file("c"))
        try ModelImport.run(architecture: "unet3d", weights: scratch.file("c"), to: scratch.file("m.metakd"), overwrite: false)
        let model = try ModelFile.read(scratch.file("m.metakd"))
        #expect(try model.floats("head.weight") == training.trainer.parameters["head.weight"])
    }
}
