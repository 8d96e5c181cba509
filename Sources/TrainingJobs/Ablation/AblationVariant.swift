/// One way to train, told by what differs from the settings that all share (Fig. 3 and Table 6 of the paper).
public struct AblationVariant: Sendable {
    public let name: String
    let change: @Sendable (inout SegmentationSettings) -> Void

    /// One thing differs at a time: α, p or the normalisation; the rest is as in the method's own settings.
    public static let all: [AblationVariant] = [
        AblationVariant(name: "alpha 0: no distillation") { $0.distillation = 0 },
        AblationVariant(name: "alpha 0.01") { $0.distillation = 0.01 },
        AblationVariant(name: "alpha 0.1, p 1, softmax") { $0.distillation = 0.1 },
        AblationVariant(name: "alpha 1") { $0.distillation = 1 },
        AblationVariant(name: "p 2") { $0.distillationNorm = 2 },
        AblationVariant(name: "sigmoid") { $0.normalisation = .sigmoid },
        AblationVariant(name: "relu") { $0.normalisation = .relu },
    ]

    /// The settings of one run.
    package func settings(_ shared: SegmentationSettings, seed: UInt64) -> SegmentationSettings {
        var settings = AblationVariant.common(shared)
        settings.seed = seed
        change(&settings)
        return settings
    }

    /// Settings with the method's own values of all that variants change.
    static func common(_ shared: SegmentationSettings) -> SegmentationSettings {
        var settings = shared
        let method = SegmentationSettings()
        (settings.distillation, settings.distillationNorm, settings.normalisation) = (method.distillation, method.distillationNorm, method.normalisation)
        return settings
    }
}
