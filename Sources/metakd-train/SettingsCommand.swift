import ArgumentParser
import TrainingJobs

struct SettingsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings", abstract: "Print all settings of a training with what they mean, as YAML for --config.")

    @OptionGroup var options: SettingsOptions<SegmentationSettings>

    func run() throws { print(try options.settings().commentedYAML, terminator: "") }
}
