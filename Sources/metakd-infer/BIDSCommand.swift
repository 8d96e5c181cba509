import ArgumentParser
import Commands
import Imaging
import Workflow

struct BIDSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bids",
        abstract: "Segment a BIDS dataset into BIDS derivatives, with the arguments of a BIDS App.",
        discussion: """
            The participant level writes sub-X/[ses-Y/]anat/sub-X[_ses-Y]_seg-tumour_dseg.nii.gz with .json and .tsv, and replaces those of an earlier \
            run; the group level writes tumour_volumes.tsv. A case that fails is named and does not stop the rest; the exit code is then 2.
            """)

    @Argument(help: ArgumentHelp("The dataset.", valueName: "bids_dir")) var dataset: String
    @Argument(help: ArgumentHelp("Directory for the derivatives.", valueName: "output_dir")) var output: String
    @Argument(help: "participant or group.") var level: BIDSApp.Level
    @Option(name: [.customLong("participant-label"), .customLong("participant_label")], parsing: .upToNextOption,
            help: "Subjects to do, with or without sub-; default: all.")
    var participants: [String] = []
    @Flag(name: [.customLong("skip-bids-validator"), .customLong("skip_bids_validator")],
          help: "Take a dataset without a valid dataset_description.json.")
    var skipsValidator = false
    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @OptionGroup var labels: LabelSchemeOption
    @OptionGroup var memory: MemoryOption
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false

    func run() throws {
        let app = try BIDSApp(dataset: dataset, output: output, participants: participants, isValidated: !skipsValidator)
        switch level {
        case .participant:
            var request = app.request
            (request.model, request.labelScheme, request.precision, request.threads) = (model, labels.scheme, precision.precision, threads.count)
            request.memoryLimit = memory.bytes
            try app.describe()
            try BatchRun.run(request, quiet: quiet)
        case .group:
            let count = try app.writeGroupTable()
            if !quiet { printToStandardError("tumour_volumes.tsv: \(count) masks") }
        }
    }
}

extension BIDSApp.Level: ExpressibleByArgument {}
