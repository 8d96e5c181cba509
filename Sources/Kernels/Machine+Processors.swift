import Foundation

extension Machine {
    /// Processors that this process may use: its affinity, cut to the quota of its control group.
    public static var availableProcessors: Int {
        let allowed = ProcessInfo.processInfo.activeProcessorCount
        return max(1, min(allowed, controlGroupQuota ?? allowed))
    }

    /// Whole processors granted by control groups (version 2, else 1), rounded up; nil without a limit.
    private static var controlGroupQuota: Int? {
        func numbers(_ path: String) -> [Int]? {
            (try? String(contentsOfFile: path, encoding: .utf8))?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
        }
        let root = "/sys/fs/cgroup"
        let limit = numbers("\(root)/cpu.max") ?? (numbers("\(root)/cpu/cpu.cfs_quota_us") ?? []) + (numbers("\(root)/cpu/cpu.cfs_period_us") ?? [])
        guard limit.count == 2, limit[0] > 0, limit[1] > 0 else { return nil }
        return (limit[0] + limit[1] - 1) / limit[1]
    }
}
