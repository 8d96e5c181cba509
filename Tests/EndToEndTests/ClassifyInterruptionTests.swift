import Foundation
import ModelFormat
import Records
import TestSupport
import Testing
import TrainingJobs

/// A classifier's trainings that are ended on the way, and gone on with.
@Suite struct ClassifyInterruptionTests {
    private let scratch = Scratch()
    private var model: String { scratch.file("m.metakd") }

    init() throws {
        let made = SyntheticRecords.graded(seed: 3)
        try made.write(200, to: scratch.file("r.csv"), overwrite: true)
        scratch.put(Array(made.schema.yaml.utf8), "s.yaml")
    }

    private func arguments(_ output: String, _ more: String...) -> [String] {
        ["classify", "--data", scratch.file("r.csv"), "--schema", scratch.file("s.yaml"), "-o", scratch.file(output)] + more
    }

    /// Long enough for a signal to come in between: each iteration is told, twice what a pipe holds.
    private func whole(_ output: String) -> [String] {
        arguments(output, "--epochs", "100", "--features", "8", "--decoder-width", "8", "--report-interval", "1", "--checkpoint-interval", "50", "--averaging", "0.9")
    }

    private func interrupted(by signal: Int32) throws -> Program.Outcome {
        let run = try Program.train.start(whole("m.metakd"))
        var told = ""
        while !told.contains(" 101 of "), let text = run.firstErrors() { told += text }
        run.signal(signal)
        return run.outcome()
    }

    /// Resumes, and compares weights, importance, scores and course with those of a training in a go.
    private func expectTheSameAsInAGo() throws {
        let resumed = try Program.train.run(arguments("m.metakd", "--resume", model + ".checkpoint", "--quiet"))
        let other = try Program.train.run(whole("whole.metakd") + ["--quiet"])
        #expect(resumed.status == 0 && other.status == 0, "\(resumed.errors)\(other.errors)")
        let (found, expected) = (try ModelFile.read(model), try ModelFile.read(scratch.file("whole.metakd")))
        for name in expected.header.tensors.keys { #expect(try found.floats(name) == expected.floats(name), "\(name)") }
        #expect(found.header.importance == expected.header.importance && found.header.evaluation == expected.header.evaluation)
        let course = try TrainingCourse(model + ".history.sqlite")
        #expect(try course == TrainingCourse(scratch.file("whole.metakd.history.sqlite")) && course.accuracy.map(\.iteration) == Array(1...course.accuracy.count))
        #expect(scratch.names == ["m.metakd", "m.metakd.history.sqlite", "r.csv", "s.yaml", "whole.metakd", "whole.metakd.history.sqlite"])
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aSignalLeavesACheckpoint(signal: Int32) throws {
        let outcome = try interrupted(by: signal)
        #expect(outcome.status == 128 + signal && outcome.errors.contains("go on with --resume \(model).checkpoint"), "\(outcome.errors.suffix(300))")
        #expect(scratch.names == ["m.metakd.checkpoint", "m.metakd.history.sqlite", "m.metakd.partial", "r.csv", "s.yaml"])
        // The model as it stands can be used.
        #expect(try Program.infer.run("classify", "--model", model + ".partial", "--records", scratch.file("r.csv"), "-o", scratch.file("p.csv")).status == 0)
        try FileManager.default.removeItem(atPath: scratch.file("p.csv"))
        try expectTheSameAsInAGo()
    }

    @Test func aKilledTrainingLosesAnIntervalAtMost() throws {
        #expect(try interrupted(by: SIGKILL).status == 128 + SIGKILL)
        #expect(scratch.names.contains("m.metakd.checkpoint") && !scratch.names.contains("m.metakd"))
        try expectTheSameAsInAGo()
    }

    @Test func whatItCannotGoOnFromIsRefused() throws {
        _ = try interrupted(by: SIGTERM)
        let before = scratch.names
        let again = try Program.train.run(whole("m.metakd"))
        #expect(again.status == 73 && again.errors.contains("unfinished training"), "\(again.errors)")
        try SyntheticRecords.graded(seed: 4).write(200, to: scratch.file("r.csv"), overwrite: true)
        let other = try Program.train.run(arguments("m.metakd", "--resume", model + ".checkpoint"))
        #expect(other.status == 65 && other.errors.contains("other records"), "\(other.errors)")
        var bytes = scratch.bytes("m.metakd.checkpoint")
        bytes[bytes.count / 2] ^= 0x40
        scratch.put(bytes, "flipped")
        let flipped = try Program.train.run(arguments("n.metakd", "--resume", scratch.file("flipped")))
        #expect(flipped.status == 65 && flipped.errors.contains("it has changed since it was written"), "\(flipped.errors)")
        try FileManager.default.removeItem(atPath: scratch.file("flipped"))
        let usage = try Program.train.run(arguments("m.metakd", "--resume", model + ".checkpoint", "--epochs", "3"))
        #expect(usage.status == 64 && scratch.names == before)
    }

    @Test func itsCourseCanBePlotted() throws {
        #expect(try Program.train.run(arguments("m.metakd", "--epochs", "4", "--features", "8", "--decoder-width", "8", "--quiet")).status == 0)
        #expect(try Program.train.run("plot", model).status == 0)
        let pictures = try FileManager.default.contentsOfDirectory(atPath: model + ".plots")
        #expect(pictures.contains("accuracy.png") && pictures.contains("importance.png"), "\(pictures)")
    }
}
