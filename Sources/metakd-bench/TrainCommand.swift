import ArgumentParser
import Commands
import Kernels
import Tensors
import TrainingJobs

struct TrainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "train", abstract: "Time a training step on seeded random images of four modalities.")

    @Option(help: ArgumentHelp("Channels per level of the U-Net, finest first.", valueName: "N,N,…")) var widths: String = "16,32,64,128"
    @Option(help: ArgumentHelp("Voxels of a patch, depth x height x width.", valueName: "DxHxW")) var patch: Extent = Extent(64, 64, 64)
    @OptionGroup var threads: ThreadOption
    @Option(help: "Timed steps, after one that is not.") var `repeat` = 5
    @Option(help: "Seed of weights and images.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let result = try TrainingBenchmark(widths: channels(), patch: patch, machine: Machine(threads: threads.count), repeats: `repeat`, seed: seed)
        print(json ? result.json : result.text)
    }

    func validate() throws {
        try require("--repeat", `repeat`, 1...1000)
        let multiple = 1 << (try channels().count - 1)
        guard [patch.depth, patch.height, patch.width].allSatisfy({ $0 > 0 && $0 % multiple == 0 }) else {
            throw ValidationError("--patch is \(patch), expected multiples of \(multiple) for \(try channels().count) widths")
        }
    }

    private func channels() throws -> [Int] {
        let parts = widths.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
        guard 2...8 ~= parts.count, parts.allSatisfy({ 1...4096 ~= $0 }) else {
            throw ValidationError("--widths is \(widths), expected 2 to 8 numbers from 1 to 4096 like 16,32,64,128")
        }
        return parts
    }
}
