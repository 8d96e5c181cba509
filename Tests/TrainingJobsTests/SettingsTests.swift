import Foundation
import ModelFormat
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

    @Test func rulesAreReadAndChecked() throws {
        let rule = "kind: minimumComponent, output: WT, voxels: 2000"
        #expect(try read("rules:\n- {\(rule), fraction: 0.25}\n").rules == [PostProcessingRule(kind: .minimumComponent, output: "WT", voxels: 2000, fraction: 0.25)])
        for wrong in ["{\(rule), fraction: 2}", "{kind: minimumRegion, output: NCR, voxels: 1}", "{kind: minimumRegion, output: ET, voxels: -1}"] {
            #expect { try read("rules: [\(wrong)]").check() } throws: { "\($0)".hasPrefix("setting rules is ") }
        }
        #expect(throws: TrainingJobError.self) { try read("rules: [{kind: largest, output: WT, voxels: 1}]") }
    }

    private func read(_ text: String) throws -> SegmentationSettings {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try SegmentationSettings.read(path)
    }
}
