import ArgumentParser
import Commands
import Workflow

struct MetaKDInfer: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metakd-infer",
        abstract: "Segments brain MRI, and classifies records, from any subset of their modalities.",
        usage: "metakd-infer [segment] [--flair F] [--t1 F] [--t1c F] [--t2 F] -o MASK.nii.gz\nmetakd-infer classify --model M --records TABLE -o TABLE\nmetakd-infer inspect|verify MODEL",
        discussion: "Research use only, not a medical device.\n\n\(segmentOptions)",
        version: programVersion,
        subcommands: [
            SegmentCommand.self, BatchCommand.self, BIDSCommand.self, EvaluateCommand.self, MergeCommand.self, PreflightCommand.self, ClassifyCommand.self,
            ServeCommand.self, RemoteCommand.self, LabelColoursCommand.self, InspectCommand.self, VerifyCommand.self, ContainerCommand.self,
        ],
        defaultSubcommand: SegmentCommand.self)

    /// The default subcommand's options: they can be given without naming it.
    private static var segmentOptions: String {
        let help = SegmentCommand.helpMessage(columns: 80)
        return help.firstRange(of: "IMAGES").map { String(help[$0.lowerBound...]) } ?? help
    }
}

@main enum Program {
    static func main() { CommandRunner.run(MetaKDInfer.self, ModalityOptions.lowercased(Array(CommandLine.arguments.dropFirst()))) }
}
