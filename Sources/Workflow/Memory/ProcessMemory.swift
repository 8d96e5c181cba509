import Foundation
import Kernels

/// The memory that this process holds, has held at most, and may hold.
package enum ProcessMemory {
    /// Resident MiB at their highest: the kernel's VmHWM. `getrusage` would also count what the parent held when it started us.
    package static var peakMebibytes: Double { Double(kibibytes("VmHWM:")) / 1024 }

    /// Resident bytes at this time.
    package static var residentBytes: Int { kibibytes("VmRSS:") << 10 }

    /// Bytes of address space that it takes at this time.
    package static var addressBytes: Int { kibibytes("VmSize:") << 10 }

    /// Bytes of address space that it may take (`ulimit -v`); nil for no limit.
    package static let addressLimit: Int? = {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur <= rlim_t(Int.max) else { return nil }
        return Int(limit.rlim_cur)
    }()

    /// Resident bytes to stay below where nobody says: those that the machine has and the control groups grant, but for a sixteenth, since files in the
    /// kernel's memory count as well.
    package static let grant: Int = {
        let most = min(Int(clamping: ProcessInfo.processInfo.physicalMemory), ControlGroup().memory ?? .max)
        return most - most / 16
    }()

    private static func kibibytes(_ field: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(field) }
        return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
