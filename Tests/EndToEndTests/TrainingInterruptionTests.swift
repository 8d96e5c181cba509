import Foundation
import Kernels
import ModelFormat
import Tensors
import TestSupport
import Testing
import TrainingJobs

/// Trainings that are ended on the way, and gone on with.
@Suite struct TrainingInterruptionTests {
    private let bench: TrainingBench

    init() throws { bench = try TrainingBench() }

    /// Iterations, each with a line: twice what a pipe holds, so that the program has to wait and cannot end before the signal.
    private static let lines = 720

    /// Starts a training that reports after every iteration, and sends it a signal once it has told of some.
    private func interrupted(by signal: Int32) throws -> Program.Outcome {
        let run = try Program.train.start(arguments("m.metakd"))
        var told = ""
        while !told.contains(" 101 of \(Self.lines) "), let text = run.firstErrors() { told += text }
        run.signal(signal)
        return run.outcome()
    }

    private func arguments(_ output: String) -> [String] {
        bench.arguments(iterations: Self.lines, output: output, "--report-interval", "1", "--checkpoint-interval", "100")
    }

    private func trained(_ output: String, resume: Bool) throws {
        let outcome = try Program.train.run(resume
            ? ["segment", "--data", bench.data, "-o", bench.scratch.file(output), "--resume", bench.scratch.file(output) + ".checkpoint", "--quiet"]
            : arguments(output) + ["--quiet"])
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    }

    private func expectEqual(_ name: String, _ other: String) throws {
        let (model, expected) = (try ModelFile.read(bench.scratch.file(name)), try ModelFile.read(bench.scratch.file(other)))
        for name in expected.header.tensors.keys { #expect(try model.floats(name) == expected.floats(name), "\(name)") }
        #expect(model.header.importance == expected.header.importance && model.header.evaluation == expected.header.evaluation)
        let course = try TrainingCourse(bench.scratch.file(name + ".history.sqlite"))
        #expect(try course == TrainingCourse(bench.scratch.file(other + ".history.sqlite")) && course.taskLoss.count == Self.lines)
    }

    /// SIGTERM leaves a checkpoint, from which the training ends with the bits, and the history, of one that was left alone.
    @Test(arguments: [SIGTERM, SIGINT]) func anInterruptedTrainingEndsAsOneInAGo(signal: Int32) throws {
        try trained("whole.metakd", resume: false)
        let outcome = try interrupted(by: signal)
        #expect(outcome.status == 128 + signal && outcome.errors.contains("go on with --resume \(bench.model).checkpoint"), "\(outcome.errors.suffix(300))")
        #expect(!bench.scratch.names.contains { $0.hasSuffix("-wal") })
        let done = try Checkpoint.read(bench.model + ".checkpoint").position.iteration
        #expect(1..<Self.lines ~= done, "the signal came after \(done) iterations")
        try trained("m.metakd", resume: true)
        try expectEqual("m.metakd", "whole.metakd")
    }

    /// SIGKILL leaves the last checkpoint and a history that can be read; what came after the checkpoint is made again.
    @Test func aKilledTrainingLosesAnIntervalAtMost() throws {
        try trained("whole.metakd", resume: false)
        let outcome = try interrupted(by: SIGKILL)
        #expect(outcome.status == 128 + SIGKILL)
        let done = try Checkpoint.read(bench.model + ".checkpoint").position.iteration
        let told = try TrainingCourse(bench.model + ".history.sqlite").taskLoss.map(\.iteration)
        #expect(told == Array(1...told.count) && told.count - 100...told.count ~= done && done % 100 == 0)
        try trained("m.metakd", resume: true)
        try expectEqual("m.metakd", "whole.metakd")
        #expect(bench.scratch.names.allSatisfy { !$0.hasSuffix(".checkpoint") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") })
    }

    /// A limit on the size of files is met as a full disk is: the checkpoint that was there stays, and the training can go on from it.
    @Test func aFullDiskLeavesTheLastCheckpoint() throws {
        var settings = SegmentationSettings()
        (settings.widths, settings.patch, settings.tile, settings.validationCount) = ([16, 32], Triple(8), Triple(16), 1)
        (settings.iterations, settings.checkpointInterval) = (6, 2)
        let training = try SegmentationTraining(data: bench.data, settings: settings, machine: Machine(threads: 1))
        try training.run(goesOn: { training.iteration < 3 }) { _ in }
        try training.checkpoint.write(to: bench.model + ".checkpoint")
        let before = bench.scratch.bytes("m.metakd.checkpoint")
        let resume = "exec \"$PROGRAM\" segment --data data -o m.metakd --resume m.metakd.checkpoint --quiet"
        let outcome = try Program.train.shell("trap '' XFSZ; ulimit -f \(before.count / 1024); \(resume)", in: bench.scratch.path)
        #expect(outcome.status == 74 && outcome.errors.contains("m.metakd.checkpoint failed: file too large") && outcome.errors.contains("free space"), "\(outcome)")
        #expect(bench.scratch.bytes("m.metakd.checkpoint") == before && bench.scratch.names == ["data", "m.metakd.checkpoint", "m.metakd.history.sqlite"])
        #expect(try Program.train.shell(resume, in: bench.scratch.path).status == 0)
        #expect(bench.scratch.names == ["data", "m.metakd", "m.metakd.history.sqlite"])
    }

    @Test func aLossThatIsNotFiniteLeavesTheLastCheckpoint() throws {
        let arguments = bench.arguments(iterations: 9, "--learning-rate", "1e37", "--optimiser", "sgd", "--checkpoint-interval", "1", "--report-interval", "1")
        let outcome = try Program.train.run(arguments)
        #expect(outcome.status == 65 && outcome.errors.contains("the loss was not finite at iteration ") && outcome.errors.contains("--learning-rate"), "\(outcome.errors)")
        let checkpoint = try Checkpoint.read(bench.model + ".checkpoint")
        #expect(checkpoint.position.iteration > 0 && checkpoint.state.parameters.isFinite)
        #expect(try !TrainingCourse(bench.model + ".history.sqlite").taskLoss.isEmpty && !bench.scratch.names.contains("m.metakd"))
    }
}
