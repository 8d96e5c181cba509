import ArgumentParser
import Foundation
import Kernels
import Logging
import Tensors
import TrainingJobs

struct SegmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "segment", abstract: "Train a segmentation network on a directory of labelled cases.")

    @Option(help: "Directory of cases, one folder each.") var data: String
    @Option(name: .shortAndLong, help: "The model file to write.") var output: String
    @Option(help: "YAML file of settings; what it leaves out keeps its default.") var config: String?
    @Option(help: "Model file of the same network whose weights training starts from.") var initial: String?
    @Option(help: "Threads; default: what the process may use.") var threads: Int?
    @Flag(help: "Overwrite an existing output.") var force = false

    func run() throws {
        let settings = try config.map(SegmentationSettings.read) ?? SegmentationSettings()
        let machine = try Machine(threads: threads)
        let training = try SegmentationTraining(data: data, initial: initial, settings: settings, machine: machine, logger: Logger(label: "metakd-train"))
        print("training \(training.trainingCases.map(\.name)), held out \(training.validationCases.map(\.name))")
        try training.run { p in
            let text = p.dice.map { String(format: "%.3f", $0) }.joined(separator: "/")
            let w = p.importance.map { String(format: "%.3f", $0) }.joined(separator: " ")
            print(String(format: "%6d  task %.4f  kd %.3f  held %.4f  dice %@  w %@  %.3f s/it", p.iteration, p.taskLoss, p.distillation, p.heldOutLoss, text, w, p.secondsPerIteration))
            fflush(nil)
            if settings.exportInterval > 0, p.iteration % settings.exportInterval == 0 { try training.export(to: output + ".partial", overwrite: true) }
        }
        let evaluation = try training.evaluate()
        for row in evaluation { print(row.subset, row.metrics.sorted { $0.key < $1.key }.map { "\($0.key) \(String(format: "%.3f", $0.value))" }.joined(separator: "  ")) }
        try training.export(to: output, evaluation: evaluation, overwrite: force)
    }
}
