import Evaluation
import Files
import Imaging
import Kernels
import Synchronization

/// Scores the masks of a directory against the true ones of another.
public struct EvaluationJob: Sendable {
    /// A case that has no scores, or a folder that could not be looked into.
    public struct Failure: Sendable, Hashable {
        public let name: String
        /// One or two lines with the remedy.
        public let message: String
    }

    public private(set) var table: ScoreTable
    /// In the order of names.
    public let failures: [Failure]

    /// Scores all cases that have one mask in each directory, on the same grid.
    ///
    /// - Parameters:
    ///   - threads: Nil for as many as the process may use. Scores do not depend on it.
    ///   - progress: Called with the cases done and all cases, from any thread.
    /// - Throws: `ImagingError` where a directory cannot be read or holds no mask, `InstructionSetError`.
    public init(predictions: String, truth: String, _ layout: ScoreTable.Layout, threads: Int?, progress: @Sendable (Int, Int) -> Void = { _, _ in }) throws {
        let (predicted, actual) = (try MaskFolder(predictions), try MaskFolder(truth))
        let cases = MaskMatch.find(predictions: predicted, truth: actual, in: truth)
        let machine = try Machine(threads: threads)
        let onAllThreads: TaskRunner = { count, body in machine.run(count) { task, _ in body(task) } }
        // A machine cannot share out work twice: one case has its files and regions shared out, several are shared out themselves.
        let (overCases, withinCase) = cases.count == 1 ? (runInOrder, onAllThreads) : (onAllThreads, runInOrder)
        let results = Mutex<[Int: Result<[TumourRegion: RegionScores], any Error>]>([:])
        overCases(cases.count) { number in
            let result = Result { try CaseScores(cases[number].match.get(), lesionWise: layout == .lesionWise, withinCase).regions }
            progress(results.withLock { $0[number] = result; return $0.count }, cases.count)
        }
        let found = results.withLock { $0 }
        var (rows, failures) = ([(name: String, scores: [TumourRegion: RegionScores])](), [Failure]())
        for (number, (name, _)) in cases.enumerated() {
            do { rows.append((name, try found[number]!.get())) } catch { failures.append(Failure(name: name, message: "\(error)")) }
        }
        failures += (predicted.unreadable + actual.unreadable).map { Failure(name: "", message: "\($0)") }
        table = ScoreTable(layout, rows: rows)
        table.notes = failures.map { "not scored: \($0.name)" }
        self.failures = failures
    }

    /// - Throws: `FileError`; then what stood at the path is unchanged.
    public func write(to path: String, overwrite: Bool) throws(FileError) { try AtomicFile.write(table.csv.utf8, to: path, overwrite: overwrite) }
}
