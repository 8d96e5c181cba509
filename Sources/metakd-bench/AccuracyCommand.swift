import ArgumentParser
import Commands
import Workflow

struct AccuracyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "accuracy", abstract: "Measure the rounding errors of convolutions, by taps and at Winograd's points, in each precision.")

    @Option(parsing: .upToNextOption, help: "Input and output channels of the layers.") var channels = [16, 32, 64, 128]
    @OptionGroup var threads: ThreadOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        for channels in channels { try require("a number of --channels", channels, 1...512) }
    }

    func run() throws {
        let result = try ConvolutionAccuracy(channels: channels, threads: threads.count)
        print(json ? result.json : result.text)
    }
}
