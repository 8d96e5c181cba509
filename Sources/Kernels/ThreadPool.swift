import Glibc
import Synchronization

/// Threads that share out numbered tasks. The calling thread works too, as worker 0.
///
/// Which worker runs a task is left to chance, so a task must depend on its number alone for results to be the same
/// at any thread count.
final class ThreadPool: @unchecked Sendable {
    let workers: Int

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let started = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let finished = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let next = Atomic<Int>(0)

    // Guarded by the mutex.
    private var job: ((_ task: Int, _ worker: Int) -> Void)?
    private var count = 0
    private var generation = 0
    private var busy = 0
    private var stopped = false
    private var threads: [pthread_t] = []

    init(workers: Int) {
        precondition(workers > 0, "\(workers) workers, expected at least 1")
        self.workers = workers
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(started, nil)
        pthread_cond_init(finished, nil)
        for worker in 1..<max(workers, 1) { start(worker) }
    }

    /// Ends and joins the threads. A pool must be stopped once and not be used after.
    func stop() {
        pthread_mutex_lock(mutex)
        stopped = true
        pthread_cond_broadcast(started)
        pthread_mutex_unlock(mutex)
        for thread in threads { pthread_join(thread, nil) }
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(started)
        pthread_cond_destroy(finished)
        mutex.deallocate()
        started.deallocate()
        finished.deallocate()
    }

    /// Runs tasks 0..<count and returns when all are done. Not to be called from inside a task.
    func run(_ count: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
        guard workers > 1, count > 1 else {
            for task in 0..<count { body(task, 0) }
            return
        }
        withoutActuallyEscaping(body) { body in
            pthread_mutex_lock(mutex)
            (job, self.count, busy) = (body, count, workers - 1)
            next.store(0, ordering: .relaxed)
            generation += 1
            pthread_cond_broadcast(started)
            pthread_mutex_unlock(mutex)
            drain(body, count, worker: 0)
            pthread_mutex_lock(mutex)
            while busy > 0 { pthread_cond_wait(finished, mutex) }
            job = nil
            pthread_mutex_unlock(mutex)
        }
    }

    private func drain(_ body: (Int, Int) -> Void, _ count: Int, worker: Int) {
        while true {
            let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard task < count else { return }
            body(task, worker)
        }
    }

    private func start(_ worker: Int) {
        final class Start { let pool: ThreadPool, worker: Int; init(_ p: ThreadPool, _ w: Int) { (pool, worker) = (p, w) } }
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(Start(self, worker)).toOpaque()
        let status = pthread_create(&thread, nil, { argument in
            let start = Unmanaged<Start>.fromOpaque(argument!).takeRetainedValue()
            start.pool.work(start.worker)
            return nil
        }, argument)
        precondition(status == 0, "the system refused a thread (error \(status))")
        threads.append(thread)
    }

    private func work(_ worker: Int) {
        var seen = 0
        pthread_mutex_lock(mutex)
        while true {
            while generation == seen && !stopped { pthread_cond_wait(started, mutex) }
            if stopped { break }
            seen = generation
            let (body, count) = (job!, self.count)
            pthread_mutex_unlock(mutex)
            drain(body, count, worker: worker)
            pthread_mutex_lock(mutex)
            busy -= 1
            if busy == 0 { pthread_cond_signal(finished) }
        }
        pthread_mutex_unlock(mutex)
    }
}
