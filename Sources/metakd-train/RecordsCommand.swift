import ArgumentParser
import Commands
import Foundation
import Records

struct RecordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records", abstract: "Make a table of seeded synthetic records whose best accuracy is known, for trying things out without data.",
        discussion: """
            Three classes; modalities strong, middling, weak and noise, whose class means are 3, 2, 1 and 0 standard deviations apart, and which \
            30, 40, 50 and 70 % of the records lack.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The table to write.", valueName: "CSV")) var output: String
    @Option(help: "Records.") var rows = 1000
    @Option(help: "Columns of each modality.") var columns = 8
    @Flag(help: "Let no record lack a modality.") var complete = false
    @Option(help: "Seed; the same seed gives the same records.") var seed: UInt64 = 1
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing output.") var force = false

    func validate() throws {
        guard 1...100_000_000 ~= rows else { throw ValidationError("--rows is \(rows), expected 1 to 100000000") }
        guard 3...100_000 ~= columns else { throw ValidationError("--columns is \(columns), expected 3 to 100000") }
    }

    func run() throws {
        var records = SyntheticRecords.graded(columns: columns, seed: seed)
        if complete { for index in records.modalities.indices { records.modalities[index].missing = 0 } }
        try records.write(rows, to: output, overwrite: force)
        if !quiet { print(String(format: "accuracy of the best classifier: %.4f", records.bayesAccuracy)) }
    }
}
