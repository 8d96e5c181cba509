import ArgumentParser
import Tensors
import TrainingJobs

/// Where the settings of a training come from: defaults, under a YAML file, under the options for those that are changed most often.
struct SettingsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("YAML file of settings; what it leaves out keeps its default.", valueName: "YAML")) var config: String?
    @Option(help: ArgumentHelp("Iterations of the weights.", valueName: "N")) var iterations: Int?
    @Option(help: ArgumentHelp("Seed of weights, patches and dropped modalities.", valueName: "S")) var seed: UInt64?
    @Option(help: ArgumentHelp("Voxels of a patch, depth x height x width.", valueName: "DxHxW")) var patch: Extent?
    @Option(help: ArgumentHelp("Learning rate after the warm-up.", valueName: "RATE")) var learningRate: Float?
    @Option(parsing: .singleValue, help: ArgumentHelp("Case to hold out; give it once for each.", valueName: "NAME")) var validation: [String] = []

    /// Whether any of them is given.
    var areGiven: Bool {
        config != nil || iterations != nil || seed != nil || patch != nil || learningRate != nil || !validation.isEmpty
    }

    /// The settings to train with.
    func settings() throws -> SegmentationSettings {
        var settings = try config.map(SegmentationSettings.read) ?? SegmentationSettings()
        if let iterations { settings.iterations = iterations }
        if let seed { settings.seed = seed }
        if let patch { settings.patch = Triple(patch.depth, patch.height, patch.width) }
        if let learningRate { settings.learningRate = learningRate }
        if !validation.isEmpty { settings.validation = validation }
        try settings.check()
        return settings
    }
}
