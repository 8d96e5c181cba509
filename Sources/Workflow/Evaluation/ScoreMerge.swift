import Evaluation
import Files
import Foundation

/// Puts together the scores that shards of an evaluation have written.
public struct ScoreMerge: Sendable {
    private let table: ScoreTable
    /// What the parts tell of cases without scores, or with the ones of a case that cannot be scored.
    public var notes: [String] { table.notes }

    /// - Throws: `WorkflowError.badScores` for a file that cannot be read or does not fit the others.
    public init(_ paths: [String]) throws(WorkflowError) {
        var texts: [String] = []
        for path in paths {
            guard let data = FileManager.default.contents(atPath: path) else { throw .badScores(path, reason: "it cannot be read") }
            texts.append(String(decoding: data, as: UTF8.self))
        }
        do { table = try ScoreTable(merging: texts) } catch { throw .badScores(paths.isEmpty ? "nothing" : paths[error.index], reason: ScoreMerge.text(error.fault)) }
    }

    private static func text(_ fault: ScoreTable.MergeFault) -> String {
        switch fault {
        case .columns: "its columns are no evaluator's, or not those of the files before"
        case .line(let number): "line \(number) is not a name and a number for each column"
        case .twice(let name): "\(name.printable) has other scores in a file before"
        }
    }

    /// - Throws: `FileError`; then what stood at the path is unchanged.
    public func write(to path: String, overwrite: Bool) throws(FileError) { try AtomicFile.write(table.csv.utf8, to: path, overwrite: overwrite) }
}
