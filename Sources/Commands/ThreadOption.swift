import ArgumentParser

/// How many threads a program works with.
public struct ThreadOption: ParsableArguments {
    /// Nil for all that the process may use.
    @Option(name: .customLong("threads"), help: ArgumentHelp("Threads; default: the processors that the process may use.", valueName: "N"))
    public var count: Int?

    public init() {}

    public func validate() throws {
        if let count, count < 1 || count > 1024 { throw ValidationError("--threads is \(count), expected 1 to 1024") }
    }
}
