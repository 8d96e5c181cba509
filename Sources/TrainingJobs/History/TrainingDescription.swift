/// What a history says of its training, and by which it knows it again.
struct TrainingDescription {
    var seed: UInt64
    /// As YAML.
    var settings: String
    /// Names of cases; none for records, whose keys are nobody's business.
    var trainingCases: [String] = []
    var validationCases: [String] = []
    /// In the network's order.
    var modalities: [String]
    /// Whether settings in YAML mean the same: those of an earlier version may lack keys that have defaults.
    var hasSettings: (String) -> Bool
}

extension ClassificationTraining {
    /// What a history says of the training.
    var description: TrainingDescription {
        TrainingDescription(seed: settings.seed, settings: settings.yaml, modalities: data.modalities) { [settings] in
            (try? ClassificationSettings.parse($0)) == settings
        }
    }
}
