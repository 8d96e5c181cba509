import Foundation
import Testing
import TrainingJobs

@Suite struct SettingsTests {
    @Test func whatAFileLeavesOutKeepsItsDefault() throws {
        let settings = try read("iterations: 12\naugmentation:\n  mirror: 0\n")
        #expect(settings.iterations == 12 && settings.augmentation.mirror == 0)
        #expect(settings.seed == SegmentationSettings().seed && settings.augmentation.noise == SegmentationSettings().augmentation.noise)
    }

    @Test(arguments: ["iteration: 12\n", "iterations: many\n"]) func wrongSettingsAreRefused(text: String) {
        #expect(throws: TrainingJobError.self) { try read(text) }
    }

    private func read(_ text: String) throws -> SegmentationSettings {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try SegmentationSettings.read(path)
    }
}
