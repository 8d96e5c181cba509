import ArgumentParser

/// How much memory a program may hold.
struct MemoryOption: ParsableArguments {
    @Option(name: .customLong("limit-memory"),
            help: ArgumentHelp("Memory to stay below; a case for which it is too little fails. Masks do not depend on it.", valueName: "GiB"))
    private var gibibytes: Double?

    /// Nil for no limit.
    var bytes: Int? { gibibytes.map { Int($0 * 0x1p30) } }

    func validate() throws {
        if let gibibytes, !(gibibytes > 0 && gibibytes <= 0x1p20) { throw ValidationError("--limit-memory is \(gibibytes), expected GiB, more than 0") }
    }
}
