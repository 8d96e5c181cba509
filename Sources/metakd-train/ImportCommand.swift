import ArgumentParser
import TrainingJobs

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "import", abstract: "Turn a checkpoint of tensors into a model file.")

    @Option(help: "One of: \(ModelImport.architectures.joined(separator: ", ")).") var architecture: String
    @Option(help: "Checkpoint (.safetensors).") var weights: String
    @Option(name: .shortAndLong, help: "The model file to write.") var output: String
    @Option(help: ArgumentHelp("Distances in mm, along D, H and W, between the voxels that it was trained on: images with others are resampled. Default: the architecture's, if it is known.",
                               valueName: "D,H,W"))
    var spacing: String?
    @Flag(help: "Replace an existing output.") var force = false

    func validate() throws {
        if spacing != nil, distances == nil { throw ValidationError("--spacing \(spacing!) is not three numbers, as 1,1,2.5") }
    }

    func run() throws { try ModelImport.run(architecture: architecture, weights: weights, to: output, spacing: distances, overwrite: force) }

    private var distances: SIMD3<Float>? {
        let numbers = spacing?.split(separator: ",", omittingEmptySubsequences: false).map { Float($0) }
        guard let numbers, numbers.count == 3, let depth = numbers[0], let height = numbers[1], let width = numbers[2] else { return nil }
        return SIMD3(depth, height, width)
    }
}
