import ArgumentParser
import TrainingJobs

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw the course of a training, finished or not: importance weights, losses, Dice, generated against true features.")

    @Argument(help: ArgumentHelp("The model that the training writes, or its history.", valueName: "RUN")) var training: String
    @Option(name: .shortAndLong, help: ArgumentHelp("Directory for the pictures; default: RUN.plots.", valueName: "DIR")) var output: String?
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace existing pictures.") var force = false

    func run() throws {
        let files = TrainingFiles(ofRun: training)
        let written = try TrainingPlots(TrainingCourse(files.history)).write(to: output ?? files.plots, overwrite: force)
        if !quiet { written.forEach { print($0) } }
    }
}
