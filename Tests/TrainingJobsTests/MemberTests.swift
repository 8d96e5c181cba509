import Kernels
import Records
import TestSupport
import Testing
import TrainingJobs

/// Several trainings from one start, and the choice between weight decays by their held-out parts.
@Suite struct MemberTests {
    let scratch = Scratch()
    private let made = SyntheticRecords.graded(seed: 11)
    private let machine = Machine(instructionSet: .best, threads: 1)

    private func data(_ settings: ClassificationSettings, count: Int = 200) throws -> ClassificationData {
        try made.write(count, to: scratch.file("r.csv"), overwrite: true)
        scratch.put(Array(made.schema.yaml.utf8), "s.yaml")
        return try ClassificationTables(data: scratch.file("r.csv"), schemaPath: scratch.file("s.yaml"), threads: 1).data(settings)
    }

    private func settings(members: Int, _ weightDecay: [Float] = [0.02]) -> ClassificationSettings {
        var settings = ClassificationSettings()
        (settings.features, settings.decoderWidth, settings.epochs, settings.members, settings.weightDecay) = (8, 8, 2, members, weightDecay)
        return settings
    }

    /// Every record that is not for the test is held out by one member and learned from by all others; the test part is nobody's.
    @Test func eachRecordIsHeldOutByOneMember() throws {
        let settings = settings(members: 4), data = try data(settings)
        let own = Set((data.training.keys + data.validation.keys).filter { !$0.isEmpty })
        #expect(data.memberCount(settings) == 4 && own.isDisjoint(with: data.test.keys))
        let parts = (0..<4).map { data.member($0, of: 4, settings) }
        #expect(parts.flatMap(\.validation.keys).sorted() == own.sorted())
        for part in parts {
            #expect(Set(part.training.keys).subtracting([""]) == own.subtracting(part.validation.keys) && part.test.keys == data.test.keys)
        }
    }

    @Test func membersAreNoMoreThanRecordsOfTheSmallestClass() throws {
        var data = try data(settings(members: 1))
        let kept = [data.training.labels.firstIndex(of: 0)!] + data.training.labels.indices.filter { data.training.labels[$0] > 0 }
        data.training = data.training[kept]
        data.validation = data.validation[data.validation.labels.indices.filter { data.validation.labels[$0] > 0 }]
        #expect(data.memberCount(settings(members: 5)) == 1)
        data.isDivided = false
        #expect(data.memberCount(settings(members: 5)) == 1 && data.member(0, of: 1, settings(members: 1)).validation.keys == data.validation.keys)
    }

    @Test func theModelHasTheMeanOfTheMembersWeights() throws {
        var settings = settings(members: 3)
        settings.priors = 0
        let training = try ClassificationTraining(data(settings), settings, machine: machine)
        try training.run()
        #expect(training.finished.count == 2)
        for (name, served) in try training.served().weights {
            let members = training.finished.map { $0[name] } + [training.trainer.servedParameters[name]]
            #expect(members[0] != members[1] && members[1] != members[2])
            for (index, value) in served.enumerated() { #expect(abs(value - members.reduce(0) { $0 + $1[index] } / 3) < 1e-6, "\(name)[\(index)]") }
        }
    }

    /// A weight decay that keeps everything at 0 loses to one that lets the network learn, wherever it stands in the list, and the test
    /// part has no say.
    @Test(arguments: [[30, 0.01], [0.01, 30]] as [[Float]]) func theWeightDecayThatLearnsIsTaken(candidates: [Float]) throws {
        let settings = settings(members: 2, candidates)
        var (data, told) = (try data(settings), [Int]())
        let chosen = try settings.choosing(for: data, machine: machine) { told.append($0 * 100 + $1) }
        #expect(chosen.weightDecay == [0.01] && told == [104, 204, 304, 404])
        data.test = data.test[[]]
        #expect(try settings.choosing(for: data, machine: machine).weightDecay == [0.01])
    }

    /// Of one there is nothing to choose; where no part can be held out, the first is taken.
    @Test func nothingIsTrainedWhereNothingIsChosen() throws {
        var data = try data(settings(members: 1))
        for settings in [settings(members: 3, [0.5]), settings(members: 1, [0.5, 0.1])] {
            var trainings = 0
            let chosen = try settings.choosing(for: data, machine: machine) { _, _ in trainings += 1 }
            #expect(chosen.weightDecay == [0.5] && trainings == 0)
        }
        data.isDivided = false
        #expect(try settings(members: 3, [0.5, 0.1]).choosing(for: data, machine: machine).weightDecay == [0.5])
    }
}
