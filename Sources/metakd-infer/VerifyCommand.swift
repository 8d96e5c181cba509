import ArgumentParser
import Commands
import Workflow

struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a model file whole, and the engine's numbers against a golden file.")

    @Argument(help: "Model file.") var model: String
    @Option(help: "Safetensors file with image and logits.<subset>.") var golden: String?
    @Option(help: "The largest difference of a logit that is still right.") var tolerance: Float = 5e-3
    @OptionGroup var threads: ThreadOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        guard tolerance >= 0 else { throw ValidationError("--tolerance is \(tolerance), expected 0 or more") }
    }

    func run() throws {
        let result = try ModelVerification(model: model, golden: golden, tolerance: tolerance, threads: threads.count)
        if json {
            print(result.json)
        } else {
            print("\(model): sound, SHA-256 \(result.digest)")
            for row in result.subsets { print("\(row.subset): largest difference \(row.maxAbs), mean \(row.meanAbs)") }
        }
        if !result.ok { throw ExitCode(ProgramExit.badData.rawValue) }
    }
}
