import ArgumentParser
import TrainingJobs

/// Where the settings of a training come from: defaults, under a YAML file, under an option for each.
struct SettingsOptions<Settings: DocumentedSettings>: ParsableArguments {
    @Option(help: ArgumentHelp("YAML file of settings; what it leaves out keeps its default.", valueName: "YAML")) var config: String?
    @OptionGroup var flags: SettingFlags<Settings>

    /// Whether any of them is given.
    var areGiven: Bool { config != nil || !flags.given.isEmpty }

    /// The settings to train with.
    ///
    /// - Parameter defaults: What a file and options are laid over.
    func settings(over defaults: Settings = Settings()) throws -> Settings {
        let settings = try flags.applied(to: config.map(defaults.reading) ?? defaults)
        try settings.check()
        return settings
    }
}
