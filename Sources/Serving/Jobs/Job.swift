import Synchronization
import Workflow

/// A piece of work that a worker does when its turn comes.
final class Job: Sendable {
    enum Phase: Sendable, Hashable {
        case waiting
        case running(stage: String, progress: Double)
        case done(seconds: Double)
        case failed(RequestError)
        case cancelled

        var isEnd: Bool {
            switch self {
            case .waiting, .running: false
            case .done, .failed, .cancelled: true
            }
        }

        /// The word for it in answers and figures.
        var name: String {
            switch self {
            case .waiting: "waiting"
            case .running: "running"
            case .done: "done"
            case .failed: "failed"
            case .cancelled: "cancelled"
            }
        }
    }

    /// Work on a worker's thread. What it throws is why the job failed.
    typealias Body = @Sendable (Worker, Job) throws -> Void

    private struct State {
        var phase = Phase.waiting
        var isCancelled = false
        var place: WorkQueue.Place?
        var waiters: [CheckedContinuation<Phase, Never>] = []
        var stages = StageSeconds()
        var finish: (@Sendable (Phase) -> Void)?
    }

    private let queue: WorkQueue
    private let metrics: ServerMetrics
    private let body: Body
    private let state: Mutex<State>

    /// A job that waits, in a place of the queue.
    ///
    /// - Parameter finish: Called once, when the job has ended, before anyone who waits hears of it.
    init(_ queue: WorkQueue, _ place: WorkQueue.Place, _ metrics: ServerMetrics, finish: (@Sendable (Phase) -> Void)? = nil, body: @escaping Body) {
        (self.queue, self.metrics, self.body) = (queue, metrics, body)
        var initial = State()
        (initial.place, initial.finish) = (place, finish)
        state = Mutex(initial)
        queue.add(self)
    }

    var phase: Phase { state.withLock { $0.phase } }

    /// Says what is being done; throws where the job was cancelled.
    func begin(_ stage: String, progress: Double) throws(CancellationError) {
        let isCancelled = state.withLock { state in
            state.stages.begin(stage)
            state.phase = .running(stage: stage, progress: progress)
            return state.isCancelled
        }
        if isCancelled { throw CancellationError() }
    }

    /// Says that there is too little memory beside other work as yet; throws where the job was cancelled.
    func waitForMemory() throws(CancellationError) { try begin("waiting for memory", progress: 0) }

    /// Ends the job: at once if it waits, else at its next step.
    func cancel() {
        if queue.remove(self) {
            end(.cancelled)
            leave()
        } else {
            state.withLock { $0.isCancelled = true }
        }
    }

    /// Called by the queue.
    func run(on worker: Worker) {
        let start = ContinuousClock.now
        do {
            try begin("reading", progress: 0)
            try body(worker, self)
            end(.done(seconds: start.duration(to: .now) / .seconds(1)))
        } catch is CancellationError {
            end(.cancelled)
        } catch let error as RequestError {
            end(.failed(error))
        } catch {
            end(.failed(.internalFault))
        }
    }

    /// Takes the job out of the queue for good if no worker has begun it, with its end untold.
    func withdraw() {
        if queue.remove(self) { leave() }
    }

    /// Gives the job's place back, which it holds until its worker is free for the next.
    func leave() { state.withLock { $0.place = nil } }

    /// Waits for the end. Where the task that waits is cancelled, so is the job.
    func value() async -> Phase {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let phase = state.withLock { state in
                    if !state.phase.isEnd { state.waiters.append(continuation) }
                    return state.phase
                }
                if phase.isEnd { continuation.resume(returning: phase) }
            }
        } onCancel: {
            cancel()
        }
    }

    private func end(_ phase: Phase) {
        let (finish, stages) = state.withLock { state -> ((@Sendable (Phase) -> Void)?, [String: Double]) in
            defer { state.finish = nil }
            return (state.finish, state.stages.ended())
        }
        finish?(phase)
        metrics.count(job: phase.name, stages: stages)
        let waiters = state.withLock { state in
            state.phase = phase
            defer { state.waiters = [] }
            return state.waiters
        }
        waiters.forEach { $0.resume(returning: phase) }
    }
}

/// Time by stage, from the beginning of each to that of the next.
private struct StageSeconds {
    private var seconds: [String: Double] = [:]
    private var current: (stage: String, since: ContinuousClock.Instant)?

    mutating func begin(_ stage: String) {
        _ = ended()
        current = (stage, .now)
    }

    mutating func ended() -> [String: Double] {
        if let current { seconds[current.stage, default: 0] += current.since.duration(to: .now) / .seconds(1) }
        current = nil
        return seconds
    }
}
