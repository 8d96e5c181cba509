import Foundation
import Synchronization
import Workflow

/// A job whose results are fetched later: it is written down in its folder, so that it outlasts the server.
final class KeptJob: Sendable {
    /// What is written down.
    struct Record: Sendable, Codable {
        var owner: Caller
        var order: SegmentationOrder
        /// Of doubtful images, without names of files.
        var warnings: [String]?
        /// Nil until the job has ended.
        var end: End?

        struct End: Sendable, Codable {
            var date: Date
            var seconds: Double?
            /// Why it failed, if it did.
            var message: String?
            var isCancelled = false
        }
    }

    private struct State {
        var record: Record
        var job: Job?
    }

    let folder: JobFolder
    private let state: Mutex<State>

    private static let fileName = "job.json"

    /// Writes a job down.
    ///
    /// - Throws: `RequestError.internalFault` where the disk is full.
    init(_ order: SegmentationOrder, by owner: Caller, in folder: JobFolder) throws(RequestError) {
        self.folder = folder
        state = Mutex(State(record: Record(owner: owner, order: order), job: nil))
        guard write() else { throw .internalFault }
        folder.keep(true)
    }

    /// A job that an earlier server wrote down; nil if the folder holds none.
    init?(remainingIn folder: JobFolder) {
        guard let data = FileManager.default.contents(atPath: folder.file(KeptJob.fileName)), let record = try? JSONDecoder().decode(Record.self, from: data) else {
            return nil
        }
        self.folder = folder
        state = Mutex(State(record: record, job: nil))
        folder.keep(true)
    }

    var id: String { folder.name }
    var record: Record { state.withLock { $0.record } }
    var job: Job? { state.withLock { $0.job } }

    /// Has a worker do it.
    func start(_ queue: WorkQueue, _ place: WorkQueue.Place, _ metrics: ServerMetrics) {
        let (order, folder) = (record.order, folder)
        let job = Job(queue, place, metrics, finish: { [weak self] in self?.end($0) }) { [weak self] worker, job in
            let warnings = try order.run(in: folder, on: worker, job).map(\.unnamedText)
            self?.state.withLock { $0.record.warnings = warnings.isEmpty ? nil : warnings }
        }
        state.withLock { $0.job = job }
    }

    /// Whether its results may go.
    func isOver(_ lifetime: Double, at now: Date = Date()) -> Bool { record.end.map { now.timeIntervalSince($0.date) > lifetime } ?? false }

    /// Ends it, if it has not ended, and removes all of it.
    func remove() {
        folder.keep(false)
        if record.end != nil { folder.remove() }
        job?.cancel()
    }

    private func end(_ phase: Job.Phase) {
        var end = Record.End(date: Date())
        switch phase {
        case .done(let seconds): end.seconds = seconds
        case .failed(let error): end.message = error.description
        default: end.isCancelled = true
        }
        state.withLock { $0.record.end = end }
        _ = write()
    }

    /// All of it or nothing.
    private func write() -> Bool {
        guard let data = try? JSONEncoder().encode(record) else { return false }
        return (try? data.write(to: URL(fileURLWithPath: folder.file(KeptJob.fileName)), options: .atomic)) != nil
    }
}
