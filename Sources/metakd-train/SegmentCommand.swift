import ArgumentParser
import Commands
import Files
import Foundation
import Kernels
import TrainingJobs

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "segment", abstract: "Train a segmentation network on a directory of labelled cases.")

    @Option(help: ArgumentHelp("Directory of cases, one folder each.", valueName: "DIR")) var data: String?
    @Option(name: .shortAndLong, help: ArgumentHelp("The model file to write; M.partial is the model as it stands until then.", valueName: "M"))
    var output: String?
    @OptionGroup(title: "Settings") var options: SettingsOptions
    @Flag(help: "Print the settings, as YAML for --config, and do nothing else.") var showSettings = false
    @Option(help: ArgumentHelp("Model file of the same network whose weights training starts from.", valueName: "M")) var initial: String?
    @OptionGroup var threads: ThreadOption
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output.") var force = false

    func validate() throws {
        guard !showSettings else { return }
        if data == nil { throw ValidationError("Missing expected argument '--data <DIR>'") }
        if output == nil { throw ValidationError("Missing expected argument '--output <M>'") }
    }

    func run() throws {
        let settings = try options.settings()
        if showSettings { return print(settings.yaml, terminator: "") }
        if let data, let output { try train(data, settings, to: output) }
    }

    private func train(_ data: String, _ settings: SegmentationSettings, to output: String) throws {
        let unfinished = output + ".partial"
        try AtomicFile.check(output, overwrite: force)
        let display = TrainingDisplay(quiet: quiet)
        defer { display.clear() }
        let training = try SegmentationTraining(data: data, initial: initial, settings: settings, machine: try Machine(threads: threads.count))
        display.show(training)
        var exported = 0
        try training.run { progress in
            display.show(progress, of: settings.iterations)
            guard settings.exportInterval > 0, progress.iteration - exported >= settings.exportInterval else { return }
            try training.export(to: unfinished, overwrite: true)
            exported = progress.iteration
        }
        let evaluation = try training.evaluate { display.show("evaluating: subset \($0 + 1) of \($1)") }
        try training.export(to: output, evaluation: evaluation, overwrite: force)
        unlink(unfinished)
        display.clear()
        guard !quiet else { return }
        for row in evaluation {
            print(row.subset, row.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.3f", $0.value))" }.joined(separator: "  "))
        }
    }
}
