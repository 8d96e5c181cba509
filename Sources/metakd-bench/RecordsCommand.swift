import ArgumentParser
import Commands
import Kernels
import Workflow

struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "records", abstract: "Time reading, encoding and classifying a seeded random table in CSV.")

    @Option(help: "Modalities.") var modalities = 4
    @Option(help: "Numeric columns of each.") var columns = 200
    @Option(help: "Rows; 20,000 of 4 x 200 columns make 138 MB in the temporary folder.") var rows = 20_000
    @OptionGroup var threads: ThreadOption
    @Option(help: "Timed runs, after one that is not.") var `repeat` = 5
    @Option(help: "Seed of the table.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let result = try RecordsBenchmark(
            modalities: modalities, columns: columns, rows: rows, threads: Machine(threads: threads.count).threads, repeats: `repeat`, seed: seed)
        print(json ? result.json : result.text)
    }

    func validate() throws {
        try require("--modalities", modalities, 1...64)
        try require("--columns", columns, 3...100_000)
        try require("--rows", rows, 1...100_000_000)
        try require("--repeat", `repeat`, 1...1000)
    }
}
