import Foundation

/// The memory that this process holds, and the most that it has held.
package enum PeakMemory {
    /// Resident MiB at their highest: the kernel's VmHWM. `getrusage` would also count what the parent held when it started us.
    package static var mebibytes: Double { Double(kibibytes("VmHWM:")) / 1024 }

    /// Resident bytes at this time.
    package static var residentBytes: Int { kibibytes("VmRSS:") << 10 }

    private static func kibibytes(_ field: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
