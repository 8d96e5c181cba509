import Foundation
import ModelFormat
import TestSupport
import Testing

/// What is left when a run is ended from outside or the disk is full: all of the outputs or none, and never a temporary file.
@Suite struct InterruptionTests {
    /// A run of seconds: the shipped model, without vector instructions.
    private func start(_ bench: Bench, _ more: String...) throws -> RunningProgram {
        let image = Repository.path("Fixtures/phantom/Phantom_00001/Phantom_00001_flair.nii.gz")
        let arguments = ["--flair", image, "-o", bench.mask, "--statistics", bench.scratch.file("out/s.json"), "--threads", "1"]
        return try Program.infer.start(arguments + more, environment: ["METAKD_ISA": "scalar"])
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP]) func whileSegmentingLeavesNothing(signal: Int32) throws {
        let bench = try Bench()
        let before = try bench.contents()
        let run = try start(bench)
        // What is imputed is said when all is read and the first tile begins.
        #expect(run.firstErrors()?.contains("imputed") == true)
        run.signal(signal)
        #expect(run.outcome().status == 128 + signal)
        #expect(try bench.contents() == before)
    }

    @Test func whileSegmentingKeepsWhatWasThere() throws {
        let bench = try Bench()
        bench.scratch.put([1, 2, 3], "out/mask.nii")
        bench.scratch.put([4], "out/s.json")
        let before = try bench.contents()
        let run = try start(bench, "--force")
        #expect(run.firstErrors()?.contains("imputed") == true)
        run.signal(SIGINT)
        #expect(run.outcome().status == 128 + SIGINT)
        #expect(try bench.contents() == before)
    }

    /// The picture goes to a pipe that holds less than it, so that the program stands in the middle of its outputs when the signal comes.
    @Test(arguments: [SIGINT, SIGTERM]) func whileWritingLeavesAllOutputs(signal: Int32) throws {
        let bench = try Bench()
        let (pipe, statistics) = (bench.scratch.file("out/pipe.png"), bench.scratch.file("out/s.json"))
        #expect(mkfifo(pipe, 0o600) == 0)
        let run = try Program.infer.start(bench.arguments("--overlay", pipe, "--statistics", statistics))
        let reader = try FileHandle(forReadingFrom: URL(fileURLWithPath: pipe))
        #expect(!FileManager.default.fileExists(atPath: statistics))
        run.signal(signal)
        let picture = reader.readDataToEndOfFile()
        #expect(run.outcome().status == 128 + signal)
        #expect(picture.count > 65536 && picture.suffix(8).prefix(4) == Data("IEND".utf8))
        #expect(try bench.labels().count == 24 * 28 * 20)
        _ = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: statistics)))
        #expect(Set(try bench.contents().keys.filter { $0.hasPrefix("out/") }) == ["out/mask.nii", "out/pipe.png", "out/s.json"])
    }

    @Test func atOnceLeavesAllOrNothing() throws {
        let bench = try Bench()
        let before = try bench.contents()
        let run = try Program.infer.start(bench.arguments())
        run.signal(SIGINT)
        let status = run.outcome().status
        #expect(status == 128 + SIGINT || status == 0)
        if try bench.contents() != before { #expect(try bench.labels().count == 24 * 28 * 20) }
    }

    /// A limit on the size of files stands for a full disk: the write that passes it fails.
    @Test(arguments: ["mask.nii", "mask.nii.gz"], [false, true]) func aFullDiskLeavesWhatWasThere(name: String, exists: Bool) throws {
        let bench = try Bench()
        if exists { bench.scratch.put([1, 2, 3], "out/\(name)") }
        let before = try bench.contents()
        let outcome = try Program.infer.shell(
            "trap '' XFSZ; ulimit -f 1; exec \"$PROGRAM\" --flair in/flair.nii --model tiny.metakd -o out/\(name) --force --quiet", in: bench.folder)
        #expect(outcome.status == 74)
        #expect(outcome.errors.contains("out/\(name)") && outcome.errors.contains("file too large") && outcome.errors.contains("nothing was changed"))
        #expect(try bench.contents() == before)
    }

    /// The mask is whole by then, and yet must not appear without the statistics.
    @Test func aFullDiskForOneOutputLeavesNone() throws {
        let bench = try Bench()
        let before = try bench.contents()
        let outcome = try Program.infer.shell(
            "exec \"$PROGRAM\" --flair in/flair.nii --model tiny.metakd -o out/mask.nii --statistics /dev/full --quiet", in: bench.folder)
        #expect(outcome.status == 74 && outcome.errors.contains("/dev/full"))
        #expect(try bench.contents() == before)
    }
}
