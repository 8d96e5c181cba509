import Foundation
import ModelFormat
import Tensors
import TestSupport
import Testing
import TrainingJobs

@Suite struct SettingsTests {
    let scratch = Scratch()

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
        for wrong in ["{\(rule), fraction: 2}", "{kind: minimumRegion, output: NCR, voxels: 1}", "{kind: minimumRegion, output: ET, voxels: -1}", "{kind: minimumRegion, output: ET, fraction: 0.1}",
                      "{kind: minimumComponent, output: WT}"] {
            #expect { try read("rules: [\(wrong)]").check() } throws: { "\($0)".hasPrefix("setting rules is ") }
        }
        #expect(try read("rules:\n- {\(rule), fraction: 0.3}\n").yaml.contains("fraction: 0.3\n"))
        #expect(throws: TrainingJobError.self) { try read("rules: [{kind: largest, output: WT, voxels: 1}]") }
    }

    /// A field that is nil or left out of the encoding could not be set.
    @Test func everyFieldIsASetting() {
        #expect(Mirror(reflecting: SegmentationSettings()).children.count == Set(SegmentationSettings.settings.map(\.path[0])).count)
        #expect(Mirror(reflecting: SegmentationSettings().augmentation).children.count
            == SegmentationSettings.settings.count { $0.path.count == 2 && $0.path[0] == "augmentation" })
    }

    @Test func everySettingSaysWhatItMeans() {
        let keys = Set(SegmentationSettings.settings.map(\.key)), groups = Set(SegmentationSettings.settings.filter { $0.path.count > 1 }.map(\.path[0]))
        #expect(keys.subtracting(SegmentationSettings.documentation.keys) == [], "settings without a line in SegmentationSettings+Documentation")
        #expect(Set(SegmentationSettings.documentation.keys).subtracting(keys) == groups)
        #expect(SegmentationSettings.documentation.values.allSatisfy { $0.count > 10 && $0.hasSuffix(".") })
    }

    @Test(arguments: SegmentationSettings.settings) func eachCanBeSetAlone(setting: Setting) throws {
        let (before, text) = (SegmentationSettings(), setting.otherText)
        let after = try before.setting(setting, to: [text])
        #expect(after.differences(from: before).map(\.key) == [setting.key])
        #expect(try read(after.yaml) == after && read(after.commentedYAML) == after)
        #expect(throws: Never.self) { try after.check() }
    }

    @Test func listsAreWrittenInSeveralWays() throws {
        func set(_ key: String, _ texts: String...) throws -> SegmentationSettings {
            try SegmentationSettings().setting(SegmentationSettings.settings.first { $0.key == key }!, to: texts)
        }
        for texts in [["8,16,32"], ["8x16x32"], ["[8, 16, 32]"], ["4,8", "8, 16, 32"]] {
            #expect(try SegmentationSettings().setting(SegmentationSettings.settings[0], to: texts).widths == [8, 16, 32], "\(texts)")
        }
        #expect(try set("patch", "8x16x24").patch == Triple(8, 16, 24) && read("patch: 8x16x24\n").patch == Triple(8, 16, 24))
        #expect(try set("validation", "1e5", "2x2,yes").validation == ["1e5", "2x2", "yes"] && read("validation: a, b\n").validation == ["a", "b"])
        let rules = ["{kind: minimumRegion, output: ET, voxels: 5}", "{kind: minimumComponent, output: WT, voxels: 7}"]
        #expect(try set("rules", rules[0], rules[1]).rules.map(\.voxels) == [5, 7] && set("rules", "[\(rules.joined(separator: ", "))]").rules.map(\.voxels) == [5, 7])
        #expect(try set("dataDescription", "nine: [cases]").dataDescription == "nine: [cases]" && set("seed", "3", "4").seed == 4)
    }

    @Test(arguments: [("seed", "many", "seed is not a whole number"), ("patch", "8x8", "patch, number 3 is absent"), ("optimiser", "lion", "optimiser has no such value (Of the network's weights: sgd (with Nesterov momentum), adam, or adamw, whose weight decay is apart from the gradient)"),
                      ("augmentation.mirror", "often", "augmentation, mirror is not a number"), ("widths", "[8", "widths"), ("seed", "1\niterations: 2", "seed")])
    func anOptionOfTheWrongKindIsNamed(key: String, text: String, says: String) {
        let setting = SegmentationSettings.settings.first { $0.key == key }!
        #expect { try SegmentationSettings().setting(setting, to: [text]) } throws: {
            guard case TrainingJobError.badOption(let option, let found, _) = $0 else { return false }
            return option == "--\(setting.option)" && found == text && ("\($0)".contains(says) || key == "widths") && ($0 as? TrainingJobError)?.programExit == .usage
        }
    }

    @Test func optionsAreNamedAfterKeys() {
        let options = Dictionary(uniqueKeysWithValues: SegmentationSettings.settings.map { ($0.key, $0.option) })
        #expect(options["learningRate"] == "learning-rate" && options["augmentation.mirror"] == "augmentation-mirror" && options["seed"] == "seed")
        #expect(Set(options.values).count == options.count)
    }

    private func read(_ text: String) throws -> SegmentationSettings { try SegmentationSettings.read(scratch.put(Array(text.utf8), "s.yaml")) }
}

extension Setting {
    /// A value that is not the default and that training accepts, as an option gives it.
    fileprivate var otherText: String {
        let words = ["optimiser": "sgd", "decay": "polynomial", "normalisation": "relu", "validation": "a,b", "dataDescription": "nine: cases",
                     "rules": "{kind: minimumRegion, output: ET, voxels: 5}", "widths": "8,16", "keptModalities": "4,1,1,0", "modalityWeights": "1,2,1,1", "patch": "8x16x24", "tile": "[32, 32, 48]", "spacing": "1,1,2.5"]
        if let word = words[key] { return word }
        if let number = Int(defaultText) { return "\(number + 1)" }
        if let number = Float(defaultText) { return "\(number == 0 ? 0.25 : number / 2)" }
        return defaultText == "true" ? "false" : "true"
    }
}
