import Dispatch
import Synchronization

/// Work in the order in which its requests came, of which only so much is taken.
final class WorkQueue: Sendable {
    private struct State {
        var waiting: [Job] = []
        /// Places that are taken: by requests whose body is on its way, by jobs that wait, and by jobs at work.
        var taken = 0
        var running = 0
        var isOpen = true
        /// Of the jobs so far, the last ones counting most.
        var meanSeconds: Double?
        var drained: [CheckedContinuation<Void, Never>] = []
    }

    let length: Int
    private let workers: Int
    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)

    init(length: Int, workers: Int) { (self.length, self.workers) = (length, workers) }

    /// How many places are taken by what.
    struct Load: Sendable, Hashable {
        var receiving, waiting, running, free: Int
    }

    var load: Load {
        state.withLock { Load(receiving: $0.taken - $0.waiting.count - $0.running, waiting: $0.waiting.count, running: $0.running, free: max(length - $0.taken, 0)) }
    }

    /// Whether a request would get a place.
    var isReady: Bool { state.withLock { $0.isOpen && $0.taken < length } }

    /// Takes a place before anything of a request's body is read. It is free again when the place is let go of.
    ///
    /// - Parameter isExtra: Whether a place is made where all are taken: what an earlier server took has to be done.
    /// - Throws: `RequestError.busy` or `stopping`.
    func takePlace(isExtra: Bool = false) throws(RequestError) -> Place {
        try state.withLock { state throws(RequestError) in
            guard state.isOpen else { throw .stopping }
            guard isExtra || state.taken < length else {
                let seconds = (state.meanSeconds ?? 1) * Double(state.waiting.count + 1) / Double(workers)
                throw .busy(retryAfter: min(max(Int(seconds.rounded(.up)), 1), 3600))
            }
            state.taken += 1
        }
        return Place(of: self)
    }

    /// One of the queue's places.
    final class Place: Sendable {
        private let queue: WorkQueue
        init(of queue: WorkQueue) { self.queue = queue }
        deinit { queue.freePlace() }
    }

    private func freePlace() {
        let drained = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.taken -= 1
            guard !state.isOpen, state.taken == 0 else { return [] }
            defer { state.drained = [] }
            return state.drained
        }
        drained.forEach { $0.resume() }
    }

    /// Puts a job at the end.
    func add(_ job: Job) {
        state.withLock { $0.waiting.append(job) }
        arrivals.signal()
    }

    /// Takes a job out that no worker has begun; false if there is no such.
    func remove(_ job: Job) -> Bool {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0 === job }) else { return false }
            state.waiting.remove(at: index)
            return true
        }
    }

    /// How many jobs are before one that waits.
    func position(of job: Job) -> Int? { state.withLock { state in state.waiting.firstIndex { $0 === job } } }

    /// Has a worker's thread do jobs until the queue is closed and empty.
    func serve(_ worker: Worker) {
        while true {
            arrivals.wait()
            let (job, isOver) = state.withLock { state -> (Job?, Bool) in
                guard !state.waiting.isEmpty else { return (nil, !state.isOpen) }
                state.running += 1
                return (state.waiting.removeFirst(), false)
            }
            guard let job else {
                guard isOver else { continue }
                arrivals.signal()
                return
            }
            let start = ContinuousClock.now
            job.run(on: worker)
            let seconds = start.duration(to: .now) / .seconds(1)
            state.withLock { state in
                state.running -= 1
                state.meanSeconds = state.meanSeconds.map { 0.8 * $0 + 0.2 * seconds } ?? seconds
            }
            job.leave()
        }
    }

    /// Takes no more requests; what has a place is done.
    func close() {
        state.withLock { $0.isOpen = false }
        arrivals.signal()
    }

    /// Waits, once the queue is closed, until all that had a place is done.
    func drain() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                if state.taken > 0 { state.drained.append(continuation) }
                return state.taken == 0
            }
            if isDone { continuation.resume() }
        }
    }
}
