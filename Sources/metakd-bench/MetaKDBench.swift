import ArgumentParser
import Commands
import Workflow

struct MetaKDBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-bench", abstract: "Measures the engine.", version: programVersion, subcommands: [NetworkCommand.self, PipelineCommand.self])
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDBench.self) }
}
