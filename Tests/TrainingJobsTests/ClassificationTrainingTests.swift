import Foundation
import Kernels
import ModelFormat
import Networks
import Records
import TestSupport
import Testing
import TrainingJobs

/// Trainings of seconds on made records whose best accuracy is known.
@Suite struct ClassificationTrainingTests {
    let scratch = Scratch()
    private let made = SyntheticRecords.graded(seed: 7)
    private let machine = Machine(instructionSet: .best, threads: 2)

    private func tables(_ count: Int = 900) throws -> ClassificationTables {
        try made.write(count, to: scratch.file("r.csv"), overwrite: true)
        scratch.put(Array(made.schema.yaml.utf8), "s.yaml")
        return try ClassificationTables(data: scratch.file("r.csv"), schemaPath: scratch.file("s.yaml"), threads: 2)
    }

    private func settings(_ epochs: Int) -> ClassificationSettings {
        var settings = ClassificationSettings()
        (settings.features, settings.decoderWidth, settings.epochs, settings.outerInterval) = (16, 16, epochs, 5)
        return settings
    }

    /// With all modalities the best accuracy is 0.96, with `noise` alone 0.33; the weights rank the modalities as they were made.
    /// Modalities are dropped in every batch, as in the paper.
    @Test func comesNearTheBestAccuracyAndRanksTheModalities() throws {
        var settings = settings(40)
        settings.dropping = 1
        let training = try ClassificationTraining(tables().data(settings), settings, machine: machine)
        try training.run()
        let evaluation = try training.evaluate()
        #expect(evaluation.count == 15)
        for (name, subset) in [("strong", [true, false, false, false]), ("strong+middling", [true, true, false, false]), ("middling", [false, true, false, false])] {
            let row = try #require(evaluation.first { $0.subset == name }), best = made.bayesAccuracy(of: subset)
            // Three standard deviations of a share of n records, and five points for what was learned from a few hundred.
            #expect(abs(row.metrics["accuracy"]! - best) < 3 * (best * (1 - best) / Double(row.n)).squareRoot() + 0.05, "\(name): \(row.metrics["accuracy"]!), at best \(best)")
        }
        let importance = training.trainer.importance.normalised
        #expect(importance[0] > importance[1] && importance[1] > importance[2] && importance[2] > importance[3], "\(importance)")
    }

    @Test func theSameSeedGivesTheSameWeightsAtAnyNumberOfThreads() throws {
        let tables = try tables(200), settings = settings(2)
        func weights(_ settings: ClassificationSettings, threads: Int) throws -> [String: [Float]] {
            let training = try ClassificationTraining(tables.data(settings), settings, machine: Machine(instructionSet: .best, threads: threads))
            try training.run()
            return try training.served().weights
        }
        let first = try weights(settings, threads: 1)
        #expect(try weights(settings, threads: 3) == first)
        var other = settings
        other.seed = 2
        #expect(try weights(other, threads: 1) != first)
    }

    @Test func exportsWhatItEvaluated() throws {
        let settings = settings(3)
        let training = try ClassificationTraining(tables(200).data(settings), settings, machine: machine)
        try training.run()
        try training.export(to: scratch.file("m.metakd"), evaluation: training.evaluate(), overwrite: false)
        let header = try ModelFile.read(scratch.file("m.metakd")).header
        #expect(header.task == .classification && header.records != nil && header.modalities.map(\.name) == ["strong", "middling", "weak", "noise"])
        #expect(header.outputs.map(\.name) == ["class1", "class2", "class3"] && header.evaluation.count > 8)
        #expect(throws: Never.self) { try header.network.checkServable() }
    }

    /// Where the network learned from classes that count the same, the logits of rare ones are lowered afterwards by the logarithm of their share,
    /// all the way or in part; where it saw them as frequent as they are, those are raised first.
    @Test func priorsShiftTheLogitsOfTheClasses() throws {
        var settings = settings(1)
        (settings.members, settings.oversampling) = (1, false)
        var data = try tables(300).data(settings)
        data.training = data.training[data.training.labels.indices.filter { data.training.labels[$0] > 0 || $0 % 4 == 0 }]
        let bias = "decoder.head.bias"
        func served(_ priors: Float, _ weights: ClassificationSettings.ClassWeights) throws -> (bias: [Float], learned: [Float]) {
            (settings.priors, settings.classWeights) = (priors, weights)
            let training = try ClassificationTraining(data, settings, machine: machine)
            try training.run()
            return (try training.served().weights[bias]!, training.trainer.servedParameters[bias])
        }
        /// The logarithms of the classes' shares, less their mean.
        func logarithms(_ labels: [Int]) -> [Float] {
            let logarithms = (0..<3).map { name in log(Float(labels.count { $0 == name }) / Float(labels.count)) }
            return logarithms.map { $0 - logarithms.reduce(0, +) / 3 }
        }
        let (all, seen) = (logarithms(data.training.labels + data.validation.labels), logarithms(data.training.labels))
        #expect(all[0] < -0.4)
        for priors in [0, 0.5, 1] as [Float] {
            let (balanced, equal) = (try served(priors, .balanced), try served(priors, .equal))
            for name in 0..<3 {
                #expect(abs(balanced.bias[name] - balanced.learned[name] - priors * all[name]) < 1e-5)
                #expect(abs(equal.bias[name] - equal.learned[name] - (priors * all[name] - seen[name])) < 1e-5)
            }
        }
    }

    /// Validation and test are parts of their own, and encodings know the training part alone.
    @Test func encodesByTheTrainingPart() throws {
        var settings = settings(1)
        settings.scaling = .range
        let data = try tables(300).data(settings)
        #expect(data.validation.count + data.test.count == 90 && data.training.count >= 210)
        #expect(Set(data.training.keys + data.validation.keys + data.test.keys).subtracting([""]).count == 300)
        for modality in data.training.modalities { #expect(modality.features.allSatisfy { abs($0) <= 1.00001 }) }
        #expect(data.test.modalities.contains { $0.features.contains { abs($0) > 1.00001 } })
    }

    @Test func keepsItsHistory() throws {
        let settings = settings(6)
        let training = try ClassificationTraining(tables(200).data(settings), settings, machine: machine)
        let history = try TrainingHistory(scratch.file("h.sqlite"), of: training)
        var reports: [TrainingProgress] = []
        try training.run(history: history, report: { reports.append($0) })
        history.close()
        let course = try TrainingCourse(scratch.file("h.sqlite"))
        #expect(course.accuracy.map(\.value) == reports.map { Double($0.accuracy!) } && course.dice.isEmpty && !reports.isEmpty)
        #expect(Set(course.importance.map(\.name)) == ["strong", "middling", "weak", "noise"] && course.run?.trainingCases == [])
        let pictures = try TrainingPlots(course).write(to: scratch.file("plots"), overwrite: false)
        #expect(pictures.contains { $0.hasSuffix("accuracy.png") } && !pictures.contains { $0.hasSuffix("dice.png") })
    }

    /// 40 is in the second of three members.
    @Test(arguments: [1, 7, 40]) func aResumedTrainingHasTheBitsOfOneInAGo(stop: Int) throws {
        var settings = settings(3)
        (settings.averaging, settings.members) = (0.9, 3)
        let tables = try tables(200), path = scratch.file("c")
        func begin() throws -> ClassificationTraining { try ClassificationTraining(tables.data(settings), settings, machine: machine) }
        let whole = try begin(), first = try begin()
        try whole.run()
        try first.run(goesOn: { first.iteration < stop })
        try first.checkpoint.write(to: path)
        let second = try ClassificationTraining(tables.data(settings), checkpoint: ClassificationCheckpoint(path), machine: machine)
        #expect(second.iteration == stop)
        try second.run()
        #expect(second.trainer.state == whole.trainer.state)
        #expect(try second.served().weights == whole.served().weights && whole.finished.count == 2)
    }

    @Test func aCheckpointKnowsItsRecords() throws {
        let settings = settings(2), path = scratch.file("c")
        let first = try ClassificationTraining(tables(200).data(settings), settings, machine: machine)
        try first.run(goesOn: { false })
        try first.checkpoint.write(to: path)
        #expect(throws: TrainingJobError.otherRecords(path)) {
            try ClassificationTraining(tables(201).data(settings), checkpoint: ClassificationCheckpoint(path), machine: machine)
        }
        #expect(throws: TrainingJobError.self) { try Checkpoint.read(path) }
    }

    @Test func crossValidationTestsEachRecordOnce() throws {
        let validation = try CrossValidation(tables(150), folds: 3, settings: settings(1))
        #expect(validation.folds.flatMap { $0 }.sorted() == Array(0..<150))
        let scores = try validation.run(threads: 2)
        #expect(Set(scores.map(\.fold)) == [0, 1, 2] && CrossValidation.csv(scores).split(separator: "\n").count == scores.count + 1)
        #expect(validation.foldsCSV.split(separator: "\n").count == 151 && CrossValidation.summary(scores).count == 15)
    }

    @Test func refusesNumbersNoTrainingCanUse() {
        for (change, name) in [({ $0.batch = 1 }, "batch"), ({ $0.fractions = [0.5, 0.6, 0.1] }, "fractions"), ({ $0.dropout = 1 }, "dropout"),
                               ({ $0.epochs = 0 }, "epochs")] as [((inout ClassificationSettings) -> Void, String)] {
            var settings = ClassificationSettings()
            change(&settings)
            do throws(TrainingJobError) {
                try settings.check()
                #expect(Bool(false), "\(name)")
            } catch { if case .badSetting(let found, _, _) = error { #expect(found == name) } else { #expect(Bool(false), "\(error)") } }
        }
    }

    @Test func everySettingIsDocumented() { #expect(ClassificationSettings.settings.allSatisfy { !$0.documentation.isEmpty }) }
}
