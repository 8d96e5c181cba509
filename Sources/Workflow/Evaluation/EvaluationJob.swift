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
    ///   - rule: How masks are matched, and what becomes of a case that cannot be scored.
    ///   - scheme: Of the predictions; nil for what each one's labels and name tell.
    ///   - shard: The part of the cases to score; nil for all.
    ///   - threads: Nil for as many as the process may use. Scores do not depend on it.
    ///   - progress: Called with the cases done and all cases, from any thread.
    /// - Throws: `ImagingError` where a directory cannot be read or holds no mask, `InstructionSetError`.
    public init(predictions: String, truth: String, _ layout: ScoreTable.Layout, rule: EvaluationRule = .names, scheme: LabelScheme? = nil, shard: Shard? = nil,
                threads: Int?, progress: @Sendable (Int, Int) -> Void = { _, _ in }) throws {
        let (predicted, actual) = (try MaskFolder(predictions), try MaskFolder(truth))
        let all = MaskMatch.find(predictions: predicted, truth: actual, in: truth, rule)
        let cases = shard?.part(of: all) ?? all
        let machine = try Machine(threads: threads)
        let onAllThreads = machine.taskRunner
        // A machine cannot share out work twice: one case has its files and regions shared out, several are shared out themselves.
        let (overCases, withinCase) = cases.count == 1 ? (runInOrder, onAllThreads) : (onAllThreads, runInOrder)
        let results = Mutex<[Int: Result<[TumourRegion: RegionScores], any Error>]>([:])
        overCases(cases.count) { number in
            let result = Result { try CaseScores(cases[number].match.get(), scheme, lesionWise: layout == .lesionWise, withinCase).regions }
            progress(results.withLock { $0[number] = result; return $0.count }, cases.count)
        }
        let found = results.withLock { $0 }
        var (rows, failures) = ([(name: String, scores: [TumourRegion: RegionScores])](), [Failure]())
        for (number, (name, _)) in cases.enumerated() {
            do { rows.append((name, try found[number]!.get())) } catch {
                failures.append(Failure(name: name, message: "\(error)"))
                if let scores = rule.scores(insteadOf: error, lesionWise: layout == .lesionWise) { rows.append((name, scores)) }
            }
        }
        let scored = Set(rows.map(\.name))
        let worst = failures.filter { scored.contains($0.name) }.map { EvaluationRule.worstNote($0.name) }
        let notScored = failures.filter { !scored.contains($0.name) }.map { "\(ScoreTable.notScored)\($0.name)" }
        failures += (predicted.unreadable + actual.unreadable).map { Failure(name: "", message: "\($0)") }
        table = ScoreTable(layout, rows: rows)
        table.notes = notScored + worst
        self.failures = failures
    }

    /// - Throws: `FileError`; then what stood at the path is unchanged.
    public func write(to path: String, overwrite: Bool) throws(FileError) { try AtomicFile.write(table.csv.utf8, to: path, overwrite: overwrite) }
}
