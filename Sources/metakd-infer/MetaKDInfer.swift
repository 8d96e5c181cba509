import ArgumentParser
import Commands
import Workflow

struct MetaKDInfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-infer",
        abstract: "Segments brain MRI from any subset of FLAIR, T1, T1c and T2.",
        discussion: "Research use only, not a medical device.",
        version: programVersion,
        subcommands: [SegmentCommand.self, InspectCommand.self, VerifyCommand.self],
        defaultSubcommand: SegmentCommand.self)
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDInfer.self) }
}
