import Foundation

/// How long a network takes to be ready for its first image.
public struct NetworkReadiness: Sendable, Codable {
    /// Seconds to map and check the file and start threads, to compile, and both.
    public var loadS: Double
    public var compileS: Double
    public var readyS: Double

    /// - Throws: As `NetworkBenchmark`.
    public init(_ request: NetworkBenchmark.Request) throws {
        let subject = try BenchmarkSubject(request)
        let start = ContinuousClock.now
        _ = try subject.plan(request.extent)
        (loadS, compileS) = (subject.loadS, start.duration(to: .now).seconds)
        readyS = loadS + compileS
    }

    /// JSON with keys in snake case.
    public var json: String { ProgramJSON.text(self) }

    /// The same for people.
    public var text: String { String(format: "ready after %.1f ms: loading %.1f, compiling %.1f", readyS * 1e3, loadS * 1e3, compileS * 1e3) }
}
