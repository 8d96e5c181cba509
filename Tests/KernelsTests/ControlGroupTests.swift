import Kernels
import TestSupport
import Testing

/// What control groups grant a process, in folders as the kernel lays them out.
@Suite struct ControlGroupTests {
    let scratch = Scratch()

    private func put(_ text: String, _ name: String) { scratch.put(Array(text.utf8), name) }

    private func processors(_ membership: String) -> Int? {
        put(membership, "membership")
        return ControlGroup(mount: scratch.file("cgroup"), membership: scratch.file("membership")).processors
    }

    @Test(arguments: [("200000 100000\n", 2), ("150000 100000\n", 2), ("1000 100000\n", 1), ("max 100000\n", nil), ("", nil)] as [(String, Int?)])
    func aContainerOfVersion2(limit: String, expected: Int?) {
        put(limit, "cgroup/cpu.max")
        #expect(processors("0::/\n") == expected)
        // The path that an outer namespace tells does not exist inside.
        #expect(processors("0::/docker/5f6a\n") == expected)
        #expect(processors("0::/../..\n") == expected)
    }

    @Test func theTightestOfNestedGroupsCounts() {
        put("max 100000\n", "cgroup/slurm/cpu.max")
        put("400000 100000\n", "cgroup/slurm/job_1/cpu.max")
        put("300000 100000\n", "cgroup/slurm/job_1/step_0/cpu.max")
        put("100000 100000\n", "cgroup/slurm/job_2/cpu.max")
        #expect(processors("0::/slurm/job_1\n") == 4)
        #expect(processors("0::/slurm/job_1/step_0\n") == 3)
        #expect(processors("0::/other\n") == nil)
    }

    @Test(arguments: ["cpu", "cpu,cpuacct", "cpuacct,cpu"]) func version1(folder: String) {
        put("250000\n", "cgroup/\(folder)/job/cpu.cfs_quota_us")
        put("100000\n", "cgroup/\(folder)/job/cpu.cfs_period_us")
        put("-1\n", "cgroup/\(folder)/cpu.cfs_quota_us")
        put("100000\n", "cgroup/\(folder)/cpu.cfs_period_us")
        #expect(processors("9:name=systemd:/job\n4:cpu,cpuacct:/job\n0::/\n") == 3)
        #expect(processors("4:memory:/job\n") == nil)
    }

    private func memory(_ membership: String) -> Int? {
        put(membership, "membership")
        return ControlGroup(mount: scratch.file("cgroup"), membership: scratch.file("membership")).memory
    }

    @Test func theTightestLimitOfMemoryCounts() {
        put("max\n", "cgroup/memory.max")
        #expect(memory("0::/\n") == nil)
        put("4294967296\n", "cgroup/slurm/job_1/memory.max")
        put("8589934592\n", "cgroup/slurm/memory.max")
        #expect(memory("0::/slurm/job_1\n") == 4 << 30)
        #expect(memory("0::/slurm/job_2\n") == 8 << 30)
    }

    @Test func memoryOfVersion1() {
        put("9223372036854771712\n", "cgroup/memory/memory.limit_in_bytes")
        #expect(memory("4:memory:/job\n") == nil)
        put("2147483648\n", "cgroup/memory/job/memory.limit_in_bytes")
        #expect(memory("4:memory:/job\n") == 2 << 30)
    }

    @Test func noGroups() {
        let none = ControlGroup(mount: scratch.file("no"), membership: scratch.file("no"))
        #expect(none.processors == nil && none.memory == nil)
    }

    /// The shell gives the program one processor of those that there are.
    @Test func affinityCounts() throws {
        let outcome = try Program.bench.shell("""
            first=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\\([0-9]*\\).*/\\1/p' /proc/self/status)
            taskset -c "$first" "$PROGRAM" network --model \(Repository.path("Models/brats-unet3d/brats-unet3d.metakd")) --shape 32x32x32 --subset t1 --repeat 1 --json
            """)
        #expect(outcome.status == 0 && outcome.output.contains("\"threads\":1,"), "\(outcome.errors)\(outcome.output)")
    }
}
