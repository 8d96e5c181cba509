import Foundation

/// The most memory that this process has held.
package enum PeakMemory {
    /// Resident MiB at their highest: the kernel's VmHWM. `getrusage` would also count what the parent held when it started us.
    package static var mebibytes: Double {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return Double(line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1024
    }
}
