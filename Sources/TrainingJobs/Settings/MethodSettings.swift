import Training

/// The settings of MetaKD itself, which every training has.
package protocol MethodSettings: DocumentedSettings {
    var gradientClip: Float { get }
    var averaging: Float { get }
    /// α of Eq. 4.
    var distillation: Float { get }
    /// p of Eq. 5.
    var distillationNorm: Int { get }
    /// Whether each channel of the features is standardised before the distances of Eq. 5 are taken.
    var distillationStandardised: Bool { get }
    var normalisation: ImportanceWeights.Normalisation { get }
    var outerInterval: Int { get }
    var importanceLearningRate: Float { get }
    var importanceWeightDecay: Float { get }
}

extension MethodSettings {
    package var distillationStandardised: Bool { false }

    /// What they mean to the room that does the work.
    var method: MetaKD.Settings {
        var method = MetaKD.Settings()
        method.distillation = distillation
        method.norm = distillationNorm == 2 ? .squared : .absolute
        method.isDistillationStandardised = distillationStandardised
        method.normalisation = normalisation
        method.gradientClip = gradientClip
        method.averaging = averaging
        method.importanceLearningRate = importanceLearningRate
        method.importanceWeightDecay = importanceWeightDecay
        return method
    }

    /// Refuses numbers that the method cannot work with.
    func checkMethod() throws(TrainingJobError) {
        try require("gradientClip", gradientClip, "0 or more") { $0 >= 0 }
        try require("averaging", averaging, "at least 0 and below 1") { 0..<1 ~= $0 }
        try require("distillation", distillation, "0 or more") { $0 >= 0 && $0.isFinite }
        try require("distillationNorm", distillationNorm, "1 or 2") { 1...2 ~= $0 }
        try require("outerInterval", outerInterval, "0 or more") { $0 >= 0 }
        try require("importanceLearningRate", importanceLearningRate, "0 or more") { $0 >= 0 && $0.isFinite }
        try require("importanceWeightDecay", importanceWeightDecay, "0 or more") { $0 >= 0 && $0.isFinite }
    }

    static var methodDocumentation: [String: String] {
        [
            "gradientClip": "Gradients with a larger Euclidean norm are scaled down to it; 0 for no limit.",
            "averaging": "Decay of the moving average of the weights, which is what a model is made of; 0 for the weights themselves.",
            "distillation": "Alpha of Eq. 4: how much distillation counts beside the task loss; 0 for none.",
            "distillationNorm": "p of Eq. 5: 1 for the absolute, 2 for the squared difference of features.",
            "distillationStandardised": "Whether each channel of the features is standardised before differences are taken, so that small or constant ones gain nothing.",
            "normalisation": "How raw importance weights become weights (Eq. 6): softmax, sigmoid or relu.",
            "outerInterval": "Inner iterations between two updates of the importance weights; 0 for none at all.",
            "importanceLearningRate": "Adam's learning rate for the importance weights.",
            "importanceWeightDecay": "Adam's weight decay for the importance weights.",
        ]
    }
}

extension DocumentedSettings {
    /// Refuses a setting.
    ///
    /// - Throws: `TrainingJobError.badSetting` naming it.
    func require<Value>(_ name: String, _ value: Value, _ expected: String, _ isRight: (Value) -> Bool) throws(TrainingJobError) {
        if !isRight(value) { throw .badSetting(name, found: "\(value)", expected: expected) }
    }
}
