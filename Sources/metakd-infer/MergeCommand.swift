import ArgumentParser
import Commands
import Files
import Workflow

struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put together what shards have written: the ledgers of `batch --shard`, or the scores of `evaluate --shard`.",
        discussion: """
            OUT_DIR's ledgers become OUT_DIR/metakd-ledger.sqlite, with which `batch --resume` can go on; tables of scores become one, with the \
            summary rows of all cases. What failed or was left unfinished is named, and the exit code is 2.
            """)

    @Argument(help: ArgumentHelp("The output directory of a batch, or tables of scores.", valueName: "out-dir|csv")) var parts: [String]
    @Option(name: .shortAndLong, help: ArgumentHelp("The table of all scores.", valueName: "CSV")) var output: String?
    @Flag(name: .shortAndLong, help: "Print nothing but errors.") var quiet = false
    @Flag(help: "Replace an existing table of scores.") var force = false

    private var areScores: Bool { parts.allSatisfy { $0.lowercased().hasSuffix(".csv") } }

    func validate() throws {
        if areScores {
            if output == nil { throw ValidationError("-o is missing; give the table of scores to write") }
        } else if parts.count > 1 || output != nil {
            throw ValidationError("ledgers are merged where they are: give the output directory of a batch alone, or tables of scores (.csv) and -o")
        }
    }

    func run() throws { if areScores { try mergeScores() } else { try mergeLedgers() } }

    private func mergeScores() throws {
        guard let output else { return }
        try AtomicFile.check(output, overwrite: force)
        let merge = try ScoreMerge(parts)
        try merge.write(to: output, overwrite: force)
        for note in merge.notes { printToStandardError("metakd-infer: \(note)") }
        guard merge.notes.isEmpty else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }

    private func mergeLedgers() throws {
        let merge = try LedgerMerge(parts[0])
        for entry in merge.entries where entry.status != .done {
            printToStandardError("metakd-infer: \(entry.name): \(entry.message ?? "begun and not ended; run its shard again with --resume")")
        }
        let unfinished = merge.entries.count - merge.count(.done)
        if !quiet { printToStandardError("\(merge.count(.done)) done, \(merge.count(.failed)) failed, \(merge.count(.running)) unfinished") }
        guard unfinished == 0 else { throw ExitCode(ProgramExit.someFailed.rawValue) }
    }
}
