import ArgumentParser
import Commands
import Workflow

struct MetaKDBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-bench", abstract: "Measures the engine and the trainer.", version: programVersion,
        subcommands: [NetworkCommand.self, PipelineCommand.self, RecordsCommand.self, TrainCommand.self])
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDBench.self) }
}
