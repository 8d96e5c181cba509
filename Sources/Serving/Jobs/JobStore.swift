import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// The jobs whose results are fetched later. As a service it removes those that are over, and at the end sees the queue's work done.
final class JobStore: Service {
    private let queue: WorkQueue
    private let metrics: ServerMetrics
    private let lifetime: Double
    private let logger: Logger
    private let jobs = Mutex<[String: KeptJob]>([:])

    init(_ queue: WorkQueue, _ metrics: ServerMetrics, lifetime: Double, _ logger: Logger) {
        (self.queue, self.metrics, self.lifetime, self.logger) = (queue, metrics, lifetime, logger)
    }

    /// Takes up what an earlier server left in the work folder: jobs that had ended are kept, others are begun anew, and what belongs to no job is removed.
    func takeUp(_ folders: [JobFolder], _ models: ServedModels) {
        for folder in folders {
            guard let kept = KeptJob(remainingIn: folder) else { continue }
            guard kept.record.end == nil else {
                jobs.withLock { $0[kept.id] = kept }
                continue
            }
            guard (try? models.model(kept.record.order.model, task: .segmentation)) != nil, let place = try? queue.takePlace(isExtra: true) else {
                kept.remove()
                continue
            }
            jobs.withLock { $0[kept.id] = kept }
            kept.start(queue, place, metrics)
            logger.info("job taken up", metadata: ["job": "\(kept.id)"])
        }
    }

    /// Keeps a job and has it done.
    func add(_ order: SegmentationOrder, by owner: Caller, in folder: JobFolder, _ place: WorkQueue.Place) throws(RequestError) -> KeptJob {
        let kept = try KeptJob(order, by: owner, in: folder)
        jobs.withLock { $0[kept.id] = kept }
        kept.start(queue, place, metrics)
        return kept
    }

    /// A caller's own job; those of others are as if they were not there.
    ///
    /// - Throws: `RequestError.absent`
    func job(_ id: String, of caller: Caller) throws(RequestError) -> KeptJob {
        guard let kept = jobs.withLock({ $0[id] }), kept.record.owner == caller, !kept.isOver(lifetime) else { throw .absent("job \(RandomName.isOne(id) ? id : "of that name")") }
        return kept
    }

    /// The names of all jobs, and of their folders.
    var names: Set<String> { jobs.withLock { Set($0.keys) } }

    func remove(_ kept: KeptJob) {
        jobs.withLock { $0[kept.id] = nil }
        kept.remove()
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(min(max(self.lifetime / 4, 0.05), 30)))) != nil { self.removeOver() }
        }
        queue.close()
        // What no worker has begun waits in the work folder for the next server.
        for kept in jobs.withLock({ Array($0.values) }) { kept.job?.withdraw() }
        await queue.drain()
    }

    private func removeOver() {
        for kept in jobs.withLock({ Array($0.values) }) where kept.isOver(lifetime) { remove(kept) }
    }
}
