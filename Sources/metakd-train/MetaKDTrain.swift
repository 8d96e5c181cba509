import ArgumentParser
import Commands
import Workflow

struct MetaKDTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-train",
        abstract: "Trains networks that work when modalities are missing.",
        version: programVersion,
        subcommands: [SegmentCommand.self, ClassifyCommand.self, CrossValidateCommand.self, AudiovisionCommand.self, SettingsCommand.self, PlotCommand.self, AblateCommand.self, PhantomCommand.self, RecordsCommand.self, ImportCommand.self])
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDTrain.self) }
}
