import ArgumentParser
import TrainingJobs

/// An option for every setting, made from the settings' defaults, so that none can lack one.
///
/// The parser learns which options there are from the mirror of an empty value, which lists them.
struct SettingFlags<Settings: DocumentedSettings>: ParsableArguments, CustomReflectable {
    /// What was given, in the order of the settings.
    private(set) var given: [(setting: Setting, texts: [String])] = []

    init() {}

    init(from decoder: any Decoder) throws {
        let options = try decoder.container(keyedBy: OptionName.self)
        given = try Settings.settings.map { ($0, try options.decode([String].self, forKey: OptionName(stringValue: $0.option))) }
            .filter { !$0.1.isEmpty }
    }

    var customMirror: Mirror {
        let options = Settings.settings.map { setting in
            (label: Optional(setting.option), value: Option<[String]>(
                wrappedValue: [], name: .customLong(setting.option), parsing: .singleValue,
                help: ArgumentHelp("\(setting.documentation) (default: \(setting.defaultText))", valueName: "value")) as Any)
        }
        return Mirror(self, children: options)
    }

    /// The settings with what was given in place of what they had.
    func applied(to settings: Settings) throws(TrainingJobError) -> Settings {
        var settings = settings
        for (setting, texts) in given { settings = try settings.setting(setting, to: texts) }
        return settings
    }

    private struct OptionName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }

        init?(intValue: Int) { nil }
    }
}
