import Synchronization

/// The figures of a server since its start.
final class ServerMetrics: Sendable {
    private let figures = Mutex(Figures())

    struct Figures: Sendable {
        var requests: [RequestKey: Int] = [:]
        var latencies: [String: Histogram] = [:]
        var stageSeconds: [String: Double] = [:]
        var jobs: [String: Int] = [:]
    }

    struct RequestKey: Hashable, Sendable {
        let method, route: String
        let status: Int
    }

    /// How many values were no higher than each bound.
    struct Histogram: Sendable {
        static let bounds = [0.01, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 300]
        var counts = Array(repeating: 0, count: bounds.count)
        var sum = 0.0
        var count = 0

        mutating func add(_ value: Double) {
            for (index, bound) in Histogram.bounds.enumerated() where value <= bound { counts[index] += 1 }
            sum += value
            count += 1
        }
    }

    /// Counts an answered request.
    func count(_ method: String, _ route: String, _ status: Int, seconds: Double) {
        figures.withLock {
            $0.requests[RequestKey(method: method, route: route, status: status), default: 0] += 1
            $0.latencies[route, default: Histogram()].add(seconds)
        }
    }

    /// Counts a job that ended, and the seconds of its stages.
    func count(job ending: String, stages: [String: Double]) {
        figures.withLock { figures in
            figures.jobs[ending, default: 0] += 1
            figures.stageSeconds.merge(stages, uniquingKeysWith: +)
        }
    }

    var snapshot: Figures { figures.withLock { $0 } }
}
