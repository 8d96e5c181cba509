import Foundation
import TestSupport
import Testing
import Training
import TrainingJobs
import Workflow

@Suite struct TrainingHistoryTests {
    let small = SmallTraining()
    private var path: String { small.scratch.file("h.sqlite") }

    /// Settings with a report after every second iteration and an outer step before each, the last report after the last.
    private func settings() throws -> SegmentationSettings {
        var settings = try small.settings()
        settings.reportInterval = 2
        return settings
    }

    @Test func keepsWhatIsReported() throws {
        let training = try small.begin(settings())
        let history = try TrainingHistory(path, of: training)
        var reports: [SegmentationTraining.Progress] = []
        try training.run(history: history) { reports.append($0) }
        history.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        let course = try TrainingCourse(path)
        #expect(reports.map(\.iteration) == [2, 4, 6, 8, 9] && course.taskLoss.map(\.iteration) == [2, 4, 6, 8, 9])
        #expect(course.taskLoss.map(\.value) == reports.map { Double($0.taskLoss) } && course.heldOutLoss.map(\.value) == reports.map { Double($0.heldOutLoss!) })
        #expect(course.learningRate.map(\.value) == reports.map { Double($0.learningRate) })
        #expect(course.importance.map(\.name) == ["flair", "t1", "t1c", "t2"] && course.dice.map(\.name) == ["ET", "TC", "WT"])
        for (index, series) in course.importance.enumerated() { #expect(series.series.map(\.value) == reports.map { Double($0.importance[index]) }) }
        for (index, series) in course.dice.enumerated() { #expect(series.series.map(\.value) == reports.map { Double($0.dice[index]) }) }
        for series in course.distance + course.similarity { #expect(series.series.map(\.iteration) == [0, 2, 4, 6, 8]) }
        #expect(course.distance.allSatisfy { $0.series.allSatisfy { $0.value > 0 } } && course.similarity.allSatisfy { $0.series.allSatisfy { abs($0.value) <= 1 } })
    }

    @Test func saysWhatWasTrained() throws {
        var settings = try settings()
        settings.seed = .max
        let training = try small.begin(settings)
        try training.run(history: TrainingHistory(path, of: training)) { _ in }
        let run = try #require(try TrainingCourse(path).run)
        #expect(run.seed == "\(UInt64.max)" && run.settings == settings.yaml && run.programVersion == programVersion)
        #expect(run.trainingCases == ["Phantom_00001", "Phantom_00002"] && run.validationCases == ["Phantom_00003"])
    }

    /// What was written past the checkpoint is made again, with the same bits; but for the time that it took.
    @Test(arguments: [1, 4, 5]) func aResumedTrainingHasTheHistoryOfOneInAGo(stop: Int) throws {
        let whole = try small.begin(settings()), first = try small.begin(settings())
        let other = small.scratch.file("whole.sqlite")
        try whole.run(history: TrainingHistory(other, of: whole)) { _ in }
        let lost = try TrainingHistory(path, of: first)
        try first.run(history: lost, goesOn: {
            if first.iteration == stop { try first.checkpoint.write(to: small.scratch.file("c")) }
            return first.iteration < 8
        }) { _ in }
        let second = try small.resume()
        let history = try TrainingHistory(path, of: second)
        if stop > 1 { #expect(try TrainingCourse(path).taskLoss.last!.iteration == stop / 2 * 2) }
        try second.run(history: history) { _ in }
        #expect(try TrainingCourse(path) == TrainingCourse(other))
    }

    @Test func canBeReadWhileItGrows() throws {
        let training = try small.begin(settings())
        var seen: [Int] = []
        try training.run(history: TrainingHistory(path, of: training)) { _ in seen.append(try TrainingCourse(path).taskLoss.count) }
        #expect(seen == [1, 2, 3, 4, 5])
    }

    @Test func anotherTrainingsHistoryIsRefused() throws {
        try TrainingHistory(path, of: small.begin(settings())).close()
        var other = try settings()
        other.learningRate = 0.5
        let training = try small.begin(other)
        #expect(throws: TrainingJobError.otherHistory(path)) { try TrainingHistory(path, of: training) }
        #expect(throws: TrainingJobError.emptyHistory(path)) { try TrainingCourse(path) }
    }

    @Test func whatIsNoHistoryIsRefused() throws {
        let training = try small.begin(settings())
        small.scratch.put(Array(repeating: 65, count: 5000), "h.sqlite")
        for attempt in [{ _ = try TrainingHistory(path, of: training) }, { _ = try TrainingCourse(path) }] as [() throws -> Void] {
            #expect { try attempt() } throws: { ($0 as? TrainingJobError)?.programExit == .badData && "\($0)".contains("\(path): file is not a database") }
        }
        #expect(small.scratch.bytes("h.sqlite").count == 5000)
        #expect { try TrainingCourse(small.scratch.file("absent")) } throws: {
            ($0 as? TrainingJobError)?.programExit == .inputMissing && "\($0)".contains("absent: no such file")
        }
        try AblationResults(small.scratch.file("other")).close()
        #expect { try TrainingHistory(small.scratch.file("other"), of: training) } throws: { ($0 as? TrainingJobError)?.programExit == .badData }
        #expect { try TrainingCourse(small.scratch.file("other")) } throws: { "\($0)".contains("no such table: ") }
        #expect { try TrainingHistory(small.scratch.file("no/h.sqlite"), of: training) } throws: { ($0 as? TrainingJobError)?.programExit == .inputOutput }
    }

    @Test func allPicturesAreDrawnOrNone() throws {
        let training = try small.begin(settings())
        try training.run(history: TrainingHistory(path, of: training)) { _ in }
        let plots = try TrainingPlots(TrainingCourse(path))
        let files = try plots.write(to: small.scratch.file("plots"), overwrite: false)
        #expect(files.map { URL(fileURLWithPath: $0).lastPathComponent }
            == ["importance.png", "losses.png", "distillation.png", "dice.png", "distance.png", "similarity.png"])
        try FileManager.default.removeItem(atPath: files[0])
        #expect(throws: (any Error).self) { try plots.write(to: small.scratch.file("plots"), overwrite: false) }
        #expect(!FileManager.default.fileExists(atPath: files[0]))
        #expect(try plots.write(to: small.scratch.file("plots"), overwrite: true) == files)
    }
}
