import Foundation
import Workflow

/// Figures in Prometheus' text format 0.0.4.
struct PrometheusText {
    private(set) var text = ""

    /// Begins a metric.
    mutating func begin(_ name: String, _ type: String, _ help: String) { text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n" }

    /// Adds a value.
    mutating func add(_ name: String, _ labels: [(String, String)], _ value: some Any) {
        let inner = labels.map { "\($0)=\"\(PrometheusText.escaped($1))\"" }.joined(separator: ",")
        text += name + (labels.isEmpty ? "" : "{\(inner)}") + " \(value)\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\"", with: "\\\"").replacingOccurrences(of: "\n", with: "\\n")
    }
}

extension ServerMetrics {
    /// All figures, with the queue's and the process's as they are.
    func prometheus(queue: WorkQueue) -> String {
        let figures = snapshot
        var text = PrometheusText()
        text.begin("metakd_requests_total", "counter", "Answered requests.")
        for (key, count) in figures.requests.sorted(by: { ($0.key.route, $0.key.method, $0.key.status) < ($1.key.route, $1.key.method, $1.key.status) }) {
            text.add("metakd_requests_total", [("method", key.method), ("route", key.route), ("status", "\(key.status)")], count)
        }
        text.begin("metakd_request_seconds", "histogram", "Time from a request's header to its answer's.")
        for (route, histogram) in figures.latencies.sorted(by: { $0.key < $1.key }) {
            for (bound, count) in zip(Histogram.bounds, histogram.counts) { text.add("metakd_request_seconds_bucket", [("route", route), ("le", "\(bound)")], count) }
            text.add("metakd_request_seconds_bucket", [("route", route), ("le", "+Inf")], histogram.count)
            text.add("metakd_request_seconds_sum", [("route", route)], histogram.sum)
            text.add("metakd_request_seconds_count", [("route", route)], histogram.count)
        }
        text.begin("metakd_jobs_total", "counter", "Pieces of work that ended, by how.")
        for (ending, count) in figures.jobs.sorted(by: { $0.key < $1.key }) { text.add("metakd_jobs_total", [("ending", ending)], count) }
        text.begin("metakd_stage_seconds_total", "counter", "Time of the workers in each stage.")
        for (stage, seconds) in figures.stageSeconds.sorted(by: { $0.key < $1.key }) { text.add("metakd_stage_seconds_total", [("stage", stage)], seconds) }
        let load = queue.load
        text.begin("metakd_queue_places", "gauge", "Places of the queue, by what they are taken by.")
        for (use, count) in [("receiving", load.receiving), ("waiting", load.waiting), ("running", load.running), ("free", load.free)] {
            text.add("metakd_queue_places", [("use", use)], count)
        }
        text.begin("process_resident_memory_bytes", "gauge", "Resident memory.")
        text.add("process_resident_memory_bytes", [], ProcessMemory.residentBytes)
        return text.text
    }
}
