import Foundation
import ModelFormat
import TestSupport
import Testing
import TrainingJobs

@Suite struct CheckpointTests {
    let small = SmallTraining()
    private var scratch: Scratch { small.scratch }

    @Test(arguments: [SegmentationSettings.OptimiserKind.adam, .sgd], [1, 4, 9]) func aResumedTrainingHasTheBitsOfOneInAGo(
        optimiser: SegmentationSettings.OptimiserKind, stop: Int
    ) throws {
        let whole = try small.begin(small.settings(optimiser)), first = try small.begin(small.settings(optimiser))
        try whole.run { _ in }
        try first.run(goesOn: { first.iteration < stop }) { _ in }
        try first.checkpoint.write(to: scratch.file("c"))
        let second = try small.resume()
        #expect(second.iteration == stop && second.settings == first.settings && second.checkpoint.position == first.checkpoint.position)
        try second.run { _ in }
        #expect(second.iteration == 9 && second.checkpoint.position == whole.checkpoint.position)
        // Compared outside, because a failure would print all weights.
        let (endsAlike, movedOn) = (second.trainer.state == whole.trainer.state, second.trainer.state != first.trainer.state)
        #expect(endsAlike && movedOn == (stop < 9))
    }

    @Test func otherCasesAreRefused() throws {
        try small.begin(small.settings(.adam)).checkpoint.write(to: scratch.file("c"))
        try FileManager.default.moveItem(atPath: scratch.file("data/Phantom_00001"), toPath: scratch.file("data/Phantom_00009"))
        #expect { try small.resume() } throws: { error in
            guard case TrainingJobError.otherCases(_, let found, let expected) = error else { return false }
            return found == ["Phantom_00002", "Phantom_00003"] && expected == ["Phantom_00001", "Phantom_00002"]
        }
    }

    @Test(arguments: ["format", "settings", "position"]) func whatIsNoCheckpointIsRefused(absent: String) throws {
        let training = try small.begin(small.settings(.adam))
        try training.checkpoint.write(to: scratch.file("c"))
        let file = try SafetensorsFile.read(scratch.file("c"))
        let tensors = try file.names.map { SafetensorsFile.Tensor(name: $0, shape: try file.shape($0), elements: try file.floats($0)) }
        for text in [nil, "other"] {
            var metadata = file.metadata
            metadata[absent] = text
            try SafetensorsFile.write(tensors, metadata: metadata, to: scratch.file("c"), overwrite: true)
            #expect { try small.resume() } throws: { ($0 as? TrainingJobError)?.programExit == .badData && "\($0)".contains(scratch.file("c")) }
        }
        try SafetensorsFile.write(tensors.filter { $0.name != "importance" }, metadata: file.metadata, to: scratch.file("c"), overwrite: true)
        #expect(throws: ModelError.self) { try small.resume() }
        try SafetensorsFile.write(tensors.map { $0.name == "importance" ? .init(name: $0.name, shape: [1, 4], elements: $0.elements) : $0 },
                                  metadata: file.metadata, to: scratch.file("c"), overwrite: true)
        #expect { try small.resume() } throws: { "\($0)".contains("importance is [1, 4]") }
    }

    @Test func theWeightsOfACheckpointCanBeImported() throws {
        var settings = try small.settings()
        settings.widths = [16, 32]
        let training = try small.begin(settings)
        try training.checkpoint.write(to: scratch.file("c"))
        try ModelImport.run(architecture: "unet3d", weights: scratch.file("c"), to: scratch.file("m.metakd"), overwrite: false)
        let model = try ModelFile.read(scratch.file("m.metakd"))
        #expect(try model.floats("head.weight") == training.trainer.parameters["head.weight"])
    }

    /// One from before the sums since the last report were kept goes on, with a shorter first report.
    @Test func aCheckpointWithoutSumsIsRead() throws {
        let training = try small.begin(small.settings())
        try training.run(goesOn: { training.iteration < 3 }) { _ in }
        var checkpoint = training.checkpoint
        let sums = checkpoint.position
        try checkpoint.write(to: scratch.file("c"))
        let file = try SafetensorsFile.read(scratch.file("c"))
        let tensors = try file.names.map { SafetensorsFile.Tensor(name: $0, shape: try file.shape($0), elements: try file.floats($0)) }
        var metadata = file.metadata
        var position = try #require(try JSONSerialization.jsonObject(with: Data(metadata["position"]!.utf8)) as? [String: Any])
        #expect(position.removeValue(forKey: "recent") != nil)
        metadata["position"] = String(decoding: try JSONSerialization.data(withJSONObject: position), as: UTF8.self)
        try SafetensorsFile.write(tensors, metadata: metadata, to: scratch.file("c"), overwrite: true)
        checkpoint = try Checkpoint.read(scratch.file("c"))
        #expect(checkpoint.position != sums && checkpoint.position.iteration == 3)
        let resumed = try small.resume()
        try resumed.run { _ in }
        #expect(resumed.iteration == 9)
    }

    @Test func numbersThatAreNotFiniteLeaveTheLastCheckpoint() throws {
        let training = try small.begin(small.settings())
        try training.checkpoint.write(to: scratch.file("c"))
        let before = scratch.bytes("c")
        var broken = training.checkpoint
        broken.state.parameters.values[0][0] = .infinity
        #expect(throws: TrainingJobError.notFinite(iteration: 0)) { try broken.write(to: scratch.file("c")) }
        #expect(scratch.bytes("c") == before)
    }
}
