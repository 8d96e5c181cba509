import ArgumentParser

/// How many threads a program works with.
public struct ThreadOption: ParsableArguments {
    @Option(help: ArgumentHelp("Threads; default: the processors that the process may use.", valueName: "N")) var threads: Int?

    /// Nil for all that the process may use.
    public var count: Int? { threads }

    public init() {}

    public func validate() throws {
        if let threads, threads < 1 || threads > 1024 { throw ValidationError("--threads is \(threads), expected 1 to 1024") }
    }
}
