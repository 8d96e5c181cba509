import Foundation
import TestSupport
import Testing

/// Cases that need more memory than they may have: named, instead of a crash or the kernel's end of the program.
@Suite struct MemoryProgramTests {
    let bench: Bench
    init() throws { bench = try Bench() }

    @Test func aCaseThatTakesMoreThanTheLimitIsRefused() throws {
        let outcome = try Program.infer.run(bench.arguments("--limit-memory", "0.001"))
        #expect(outcome.status == 74 && outcome.errors.contains("segmenting takes 0.") && outcome.errors.contains("the limit is 0.01"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: bench.mask))
        try bench.segment("--limit-memory", "4")
    }

    /// An image of 512 MiB on disk, of which hardly any is there, takes more than the shell's limit of addresses to read.
    @Test func theLimitOfAddressesCounts() throws {
        var fixture = SmallCase.image("t1")
        (fixture.datatype, fixture.dim, fixture.values) = (2, [3, 1024, 1024, 512, 1, 1, 1, 1], [])
        let path = bench.image(fixture, "large.nii"), file = try #require(FileHandle(forWritingAtPath: path))
        try file.truncate(atOffset: 352 + 1 << 29)
        try file.close()
        let arguments = bench.arguments("--threads", "1", images: ["--t1", path]).map { "'\($0)'" }.joined(separator: " ")
        let outcome = try Program.infer.shell("ulimit -v 3000000; exec \"$PROGRAM\" \(arguments)")
        #expect(outcome.status == 74 && outcome.errors.contains("the limit is 2.87") && outcome.errors.contains("ulimit"), "\(outcome.errors)")
    }
}
