import ArgumentParser
import Commands
import Workflow

struct MetaKDBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-bench", abstract: "Measures the engine and the trainer.", version: programVersion,
        subcommands: [NetworkCommand.self, AccuracyCommand.self, PipelineCommand.self, TrainCommand.self, RecordsCommand.self])
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDBench.self) }
}
