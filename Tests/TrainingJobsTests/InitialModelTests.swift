import ModelFormat
import TestSupport
import Testing
import TrainingJobs

@Suite struct InitialModelTests {
    private let small = SmallTraining()

    @Test func weightsThatFitAreTakenAndTheOthersAreNamed() throws {
        var settings = try small.settings()
        let model = small.scratch.file("m.metakd"), first = try small.begin(settings)
        try first.run { _ in }
        try first.export(to: model, overwrite: false)
        func begin(partly: Bool) throws -> SegmentationTraining {
            try SegmentationTraining(cases: first.cases, initial: [model], partly: partly, settings: settings, machine: small.machine)
        }
        let same = try begin(partly: true)
        #expect(same.notTaken.isEmpty && same.trainer.parameters == first.trainer.servedParameters)
        settings.widths = [2, 6]
        #expect { try begin(partly: false) } throws: { "\($0)".contains("--partly") }
        settings.iterations = 0
        #expect { try begin(partly: true) } throws: { "\($0)".contains("the weights that do not fit begin anew") }
        settings.iterations = 9
        let wider = try begin(partly: true), (weights, served) = (wider.trainer.parameters, first.trainer.servedParameters)
        #expect(Set(wider.notTaken.map(\.name)).isSuperset(of: ["encoder.1.conv1.weight", "up.0.weight"]))
        for parameter in weights.parameters {
            let isOther = wider.notTaken.contains(parameter)
            #expect(isOther != (weights[parameter.name] == served[parameter.name]), "\(parameter.name)")
        }
        #expect(wider.trainer.importance == first.trainer.importance)
    }

    @Test func severalModelsGiveTheirMean() throws {
        var settings = try small.settings()
        settings.dataDescription = "phantoms"
        let files = ["a.metakd", "b.metakd"].map(small.scratch.file)
        let trained = try files.enumerated().map { number, file in
            settings.seed = UInt64(number)
            let training = try small.begin(settings)
            try training.run { _ in }
            try training.export(to: file, overwrite: false)
            return training
        }
        settings.iterations = 0
        #expect { try small.begin(settings) } throws: { "\($0)".contains("iterations is 0, expected 1 or more") }
        let mean = try SegmentationTraining(cases: trained[0].cases, initial: files, settings: settings, machine: small.machine)
        try mean.run { _ in Issue.record("nothing was to be trained") }
        let (a, b) = (trained[0].trainer, trained[1].trainer)
        for (m, (a, b)) in zip(mean.trainer.servedParameters.values, zip(a.servedParameters.values, b.servedParameters.values)) {
            #expect(m == zip(a, b).map { ($0 + $1) / 2 })
        }
        #expect(mean.trainer.importance.raw == zip(a.importance.raw, b.importance.raw).map { ($0 + $1) / 2 })
        let path = small.scratch.file("mean.metakd")
        try mean.export(to: path, evaluation: mean.evaluate(), overwrite: false)
        let header = try ModelFile.read(path).header
        #expect(header.provenance.data == "the mean of 2 trainings; phantoms" && header.evaluation.count == 15)
        #expect(header.provenance.settings["initial.2"]?.contains("seed: 1") == true)
    }

    @Test func modelsOfOtherNamesAreRefused() throws {
        let training = try small.begin(small.settings()), model = small.scratch.file("m.metakd")
        try training.export(to: model, overwrite: false)
        let file = try ModelFile.read(model)
        var header = file.header
        header.modalities.swapAt(0, 1)
        let tensors = try Dictionary(uniqueKeysWithValues: header.tensors.keys.map { ($0, try file.floats($0)) })
        try ModelFile.write(header: header, tensors: tensors, to: small.scratch.file("o.metakd"), overwrite: false)
        #expect { try SegmentationTraining(cases: training.cases, initial: [small.scratch.file("o.metakd")], partly: true, settings: training.settings, machine: small.machine) }
            throws: { "\($0)".contains("it knows t1, flair, t1c, t2, expected flair, t1, t1c, t2") }
    }
}
