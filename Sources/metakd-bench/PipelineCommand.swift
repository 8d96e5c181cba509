import ArgumentParser
import Commands
import Workflow

struct PipelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline", abstract: "Time a whole case, from its files to a written mask, by stage.",
        usage: "metakd-bench pipeline [--flair F] [--t1 F] [--t1c F] [--t2 F] [<options>]")

    @OptionGroup(title: "Images (at least one)") var modalities: ModalityOptions

    @Option(help: "Model file; default: METAKD_MODEL, else the shipped model.") var model: String?
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Option(help: "Timed runs.") var `repeat` = 5
    @Option(help: "Untimed runs before them.") var warmUp = 1
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        try require("--repeat", `repeat`, 1...1000)
        try require("--warm-up", warmUp, 0...1000)
    }

    func run() throws {
        let result = try PipelineBenchmark(images: modalities.images, model: model, precision: precision.precision, threads: threads.count,
                                           repeats: `repeat`, warmUps: warmUp)
        print(json ? result.json : result.text)
    }
}
