import ArgumentParser
import ModelFormat

struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Show what a model file holds.")

    @Argument(help: "Model file.") var model: String
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let summary = ModelSummary(try ModelFile.read(model))
        print(json ? summary.json : summary.text)
    }
}
