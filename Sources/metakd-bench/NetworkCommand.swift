import ArgumentParser
import Commands
import Tensors
import Workflow

struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "network", abstract: "Time a network's forward pass on seeded random images.")

    @Option(help: "Model file.") var model: String
    @Option(help: "Voxels, depth x height x width.") var shape: Extent = Extent(128, 128, 128)
    @Option(help: "Present modalities, such as flair,t1; default: all.") var subset: String?
    @OptionGroup var threads: ThreadOption
    @Option(help: "Timed runs, after one that is not.") var `repeat` = 5
    @Option(help: "Seed of the images.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard 1...1000 ~= `repeat` else { throw ValidationError("--repeat is \(`repeat`), expected 1 to 1000") }
    }

    func run() throws {
        let result = try NetworkBenchmark(model: model, extent: shape, subset: subset, threads: threads.count, repeats: `repeat`, seed: seed)
        print(json ? result.json : result.text)
    }
}

extension Extent: ExpressibleByArgument {}
