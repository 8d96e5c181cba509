import ArgumentParser
import Workflow

/// How much memory a program may hold.
struct MemoryOption: ParsableArguments {
    @Option(name: .customLong("limit-memory"),
            help: ArgumentHelp("""
                Memory to stay below; a case for which it is too little fails. Masks do not depend on it. Default: what the machine has, or its control \
                groups (a container, a job of Slurm) grant.
                """, valueName: "GiB"))
    private var gibibytes: Double?

    var bytes: Int { gibibytes.map { Int($0 * 0x1p30) } ?? ProcessMemory.grant }

    func validate() throws {
        if let gibibytes, !(gibibytes > 0 && gibibytes <= 0x1p20) { throw ValidationError("--limit-memory is \(gibibytes), expected GiB, more than 0") }
    }
}
