import Foundation

/// What the control groups of a process grant it: version 1 or 2, its own group and all above it.
package struct ControlGroup {
    private let mount: String
    private let membership: String

    /// - Parameters:
    ///   - mount: Where the groups are mounted.
    ///   - membership: The file that tells which groups the process is in.
    package init(mount: String = "/sys/fs/cgroup", membership: String = "/proc/self/cgroup") { (self.mount, self.membership) = (mount, membership) }

    /// Whole processors, rounded up, of the tightest quota; nil without one.
    package var processors: Int? { (folders("", in: [""]).map(unified) + folders("cpu", in: ["cpu", "cpu,cpuacct", "cpuacct,cpu"]).map(divided)).compactMap(\.self).min() }

    /// Bytes of the tightest limit of memory; nil without one.
    package var memory: Int? {
        let limits = folders("", in: [""]).map { "\($0)/memory.max" } + folders("memory", in: ["memory"]).map { "\($0)/memory.limit_in_bytes" }
        // Version 1 has no word for no limit but a number beyond all memory.
        return limits.compactMap(ControlGroup.number).filter { $0 > 0 && $0 < 1 << 60 }.min()
    }

    /// Version 2: `cpu.max` holds the quota, or `max`, and the period in µs.
    private func unified(_ folder: String) -> Int? {
        let fields = (try? String(contentsOfFile: folder + "/cpu.max", encoding: .utf8))?.split(whereSeparator: \.isWhitespace).map { Int($0) } ?? []
        return fields.count == 2 ? ControlGroup.whole(fields[0], of: fields[1]) : nil
    }

    /// Version 1: a file for each; a quota of -1 is none.
    private func divided(_ folder: String) -> Int? {
        ControlGroup.whole(ControlGroup.number("\(folder)/cpu.cfs_quota_us"), of: ControlGroup.number("\(folder)/cpu.cfs_period_us"))
    }

    private static func number(_ path: String) -> Int? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    private static func whole(_ quota: Int?, of period: Int?) -> Int? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return max(1, (quota - 1) / period + 1)
    }

    /// The folders of the process's group of a controller and of all groups above it. In a container the mount is the group itself, whatever
    /// path the membership tells.
    private func folders(_ controller: String, in names: [String]) -> [String] {
        let lines = ((try? String(contentsOfFile: membership, encoding: .utf8)) ?? "").split(separator: "\n")
        let own = lines.lazy.map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
            .first { $0.count == 3 && (controller.isEmpty ? $0[1].isEmpty : $0[1].split(separator: ",").contains(Substring(controller))) }
        let parts = (own?[2] ?? "").split(separator: "/").map(String.init).filter { $0 != ".." && $0 != "." }
        return names.flatMap { name in
            let top = name.isEmpty ? [mount] : [mount, name]
            return (0...parts.count).map { (top + parts.prefix($0)).joined(separator: "/") }
        }
    }
}
