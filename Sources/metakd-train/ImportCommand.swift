import ArgumentParser
import TrainingJobs

struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "import", abstract: "Turn a checkpoint of tensors into a model file.")

    @Option(help: "One of: \(ModelImport.architectures.joined(separator: ", ")).") var architecture: String
    @Option(help: "Checkpoint (.safetensors).") var weights: String
    @Option(name: .shortAndLong, help: "The model file to write.") var output: String
    @Flag(help: "Replace an existing output.") var force = false

    func run() throws { try ModelImport.run(architecture: architecture, weights: weights, to: output, overwrite: force) }
}
