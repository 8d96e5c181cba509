import ModelFormat
import Tensors

extension SegmentationSettings {
    /// Refuses numbers that no training can work with, before any data is read.
    ///
    /// - Throws: `TrainingJobError.badSetting` naming the first.
    public func check() throws(TrainingJobError) {
        try require("widths", widths, "2 to 8 numbers from 1 to 4096") { 2...8 ~= $0.count && $0.allSatisfy { 1...4096 ~= $0 } }
        try require("iterations", iterations, "0 or more") { $0 >= 0 }
        try require("allModalityIterations", allModalityIterations, "0 or more") { $0 >= 0 }
        try require("keptModalities", keptModalities, "\(SegmentationTraining.modalities.count) numbers of 0 or more that are not all 0") {
            $0.count == SegmentationTraining.modalities.count && $0.allSatisfy { $0 >= 0 && $0.isFinite } && $0.contains { $0 > 0 }
        }
        try require("modalityWeights", modalityWeights, "\(SegmentationTraining.modalities.count) positive numbers") {
            $0.count == SegmentationTraining.modalities.count && $0.allSatisfy { $0 > 0 && $0.isFinite }
        }
        try require("patch", patch, "1 to 1024 on each axis") { $0.values.allSatisfy { 1...1024 ~= $0 } }
        try require("tile", tile, "1 to 1024 on each axis") { $0.values.allSatisfy { 1...1024 ~= $0 } }
        try require("tumourCentred", tumourCentred, "0 to 1") { 0...1 ~= $0 }
        try checkAugmentation()
        try require("diceSmoothing", diceSmoothing, "a positive number") { $0 > 0 && $0.isFinite }
        try require("learningRate", learningRate, "a positive number") { $0 > 0 && $0.isFinite }
        try require("momentum", momentum, "at least 0 and below 1") { 0..<1 ~= $0 }
        try require("weightDecay", weightDecay, "0 or more") { $0 >= 0 && $0.isFinite }
        try require("warmUp", warmUp, "0 or more") { $0 >= 0 }
        try require("decayPower", decayPower, "a positive number") { $0 > 0 && $0.isFinite }
        try checkMethod()
        try require("validationCount", validationCount, "1 or more") { $0 >= 1 }
        try require("spacing", spacing, "nothing, or 3 numbers of mm from 0.05 to 50") { $0.isEmpty || $0.count == 3 && $0.allSatisfy(InferenceSettings.spacingRange.contains) }
        try require("overlap", overlap, "at least 0 and below 1") { 0..<1 ~= $0 }
        try require("rules", rules, "outputs \(TrainingCase.regions.map(\.rawValue).joined(separator: ", ")), voxels of 0 or more, fractions from 0 to 1") {
            $0.allSatisfy { rule in TrainingCase.regions.contains { $0.rawValue == rule.output } && rule.isComplete }
        }
        try require("reportInterval", reportInterval, "1 or more") { $0 >= 1 }
        try require("checkpointInterval", checkpointInterval, "0 or more") { $0 >= 0 }
    }

    private func checkAugmentation() throws(TrainingJobError) {
        let ranges: [(name: String, value: Float, allowed: ClosedRange<Float>)] = [
            ("mirror", augmentation.mirror, 0...1), ("scale", augmentation.scale, 0...0.9), ("rotation", augmentation.rotation, 0...3.2),
            ("intensity", augmentation.intensity, 0...1), ("curve", augmentation.curve, 0...5), ("bias", augmentation.bias, 0...1),
            ("thickness", augmentation.thickness, 0...64), ("noise", augmentation.noise, 0...10), ("transplant", augmentation.transplant, 0...1),
        ]
        for (name, value, allowed) in ranges {
            try require("augmentation.\(name)", value, "\(allowed.lowerBound) to \(allowed.upperBound)") { allowed.contains($0) }
        }
    }
}
