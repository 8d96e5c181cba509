import ArgumentParser
import Commands
import Tensors
import Workflow

struct NetworkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "network", abstract: "Time a network's forward pass on seeded random images.")

    @Option(help: "Model file.") var model: String
    @Option(help: "Voxels, depth x height x width.") var shape: Extent = Extent(128, 128, 128)
    @Option(help: "Present modalities, such as flair,t1; default: all.") var subset: String?
    @OptionGroup var precision: PrecisionOption
    @OptionGroup var threads: ThreadOption
    @Option(help: "Timed runs.") var `repeat` = 5
    @Option(help: "Untimed runs before them.") var warmUp = 1
    @Option(help: "Seed of the images.") var seed: UInt64 = 1
    @Flag(inversion: .prefixedNo, help: "Compare the kernels with the scalar ones on a small image.") var check = true
    @Flag(help: "Print the compiled plan: steps, methods, multiply-adds, bytes, buffers.") var explain = false
    @Flag(help: "Print the plan with the time of each step.") var profile = false
    @Flag(help: "Only load and compile; measure the program from outside to have its start as well.") var readyOnly = false
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        try require("--repeat", `repeat`, 1...1000)
        try require("--warm-up", warmUp, 0...1000)
        for size in [shape.depth, shape.height, shape.width] { try require("an extent of --shape", size, 1...1024) }
    }

    func run() throws {
        var request = NetworkBenchmark.Request(model: model, extent: shape)
        (request.subset, request.precision, request.threads) = (subset, precision.precision, threads.count)
        (request.repeats, request.warmUps, request.seed) = (`repeat`, warmUp, seed)
        (request.checks, request.explains, request.profiles) = (check, explain, profile)
        if readyOnly {
            let result = try NetworkReadiness(request)
            print(json ? result.json : result.text)
        } else {
            let result = try NetworkBenchmark(request)
            print(json ? result.json : result.text)
        }
    }
}

/// Refuses a number outside its range.
func require(_ option: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else { throw ValidationError("\(option) is \(value); expected \(range.lowerBound) to \(range.upperBound)") }
}

