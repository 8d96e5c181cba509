import Foundation

extension Machine {
    /// Processors that this process may use: those online, cut to its affinity and to the quota of its control groups.
    public static var availableProcessors: Int {
        let limits = [ProcessInfo.processInfo.activeProcessorCount, affinity, ControlGroup().processors]
        return max(1, limits.compactMap(\.self).min() ?? 1)
    }

    /// Processors that the scheduler may put this process on, of all that there could be; nil where /proc does not tell.
    private static var affinity: Int? {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let mask = status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }?.split(whereSeparator: \.isWhitespace).last ?? ""
        let count = mask.split(separator: ",").reduce(0) { $0 + (UInt32($1, radix: 16)?.nonzeroBitCount ?? 0) }
        return count > 0 ? count : nil
    }
}
