import Kernels
import ModelFormat
import Networks
import Records
import Tensors
import Training

/// Trains a network for records with MetaKD and exports it as a model file.
package final class ClassificationTraining {
    package let settings: ClassificationSettings
    package let data: ClassificationData
    /// The member that is trained.
    package private(set) var trainer: MetaKD
    package let graph: Graph
    let machine: Machine
    /// Inner iterations of the whole training: of all members.
    package let iterations: Int
    private let members: Int
    private let learningRate: LearningRate
    private var sampler: RecordSampler
    private var heldOut: [LabelledBatch]
    private var random: SeededGenerator
    /// The weights of the members that are done.
    package private(set) var finished: [ParameterValues] = []
    private var heldOutLoss: Float?
    private var recent = IterationSums(outputs: 0)
    /// Iterations done.
    package private(set) var iteration = 0

    /// Held-out records in one pass.
    private static let heldOutBatch = 256

    /// Makes a network with random weights.
    ///
    /// - Throws: `TrainingJobError` for what is wrong with the settings, `TrainingError` for the network.
    package init(_ data: ClassificationData, _ settings: ClassificationSettings, machine: Machine) throws {
        try settings.check()
        (self.settings, self.data, self.machine) = (settings, data, machine)
        graph = settings.network(for: data).graph
        members = data.memberCount(settings)
        let length = settings.epochs * ((data.training.presentCount + settings.batch - 1) / settings.batch)
        iterations = members * length
        learningRate = settings.schedule(iterations: length)
        (sampler, heldOut) = ClassificationTraining.batches(data.member(0, of: members, settings), settings)
        random = SeededGenerator(seed: settings.seed, stream: 1)
        trainer = try ClassificationTraining.trainer(graph, settings, machine)
    }

    /// All members start from the same weights, for else their mean would mean nothing.
    private static func trainer(_ graph: Graph, _ settings: ClassificationSettings, _ machine: Machine, _ importance: ImportanceWeights? = nil) throws -> MetaKD {
        MetaKD(try Differentiator(graph: graph, machine: machine), try ParameterValues(initialFor: graph, seed: settings.seed),
               .adam(Adam(weightDecay: settings.weightDecay[0])), settings.seededMethod, importance: importance)
    }

    private static func batches(_ data: ClassificationData, _ settings: ClassificationSettings) -> (RecordSampler, heldOut: [LabelledBatch]) {
        let loss = CrossEntropyLoss(classWeights: settings.weights(of: data.training.labels, classes: data.classNames.count))
        return (RecordSampler(data.training, axes: data.axes, loss: loss), RecordSampler(data.validation, axes: data.axes, loss: loss).all(heldOutBatch))
    }

    /// Goes over to the next member, whose importance weights go on from where they stand.
    private func beginMember() throws {
        finished.append(trainer.servedParameters)
        trainer = try ClassificationTraining.trainer(graph, settings, machine, trainer.importance)
        (sampler, heldOut) = ClassificationTraining.batches(data.member(finished.count, of: members, settings), settings)
    }

    /// Iterations of one member.
    private var length: Int { iterations / members }

    /// The mean of the members' weights, of which the last may be on its way.
    var servedParameters: ParameterValues {
        var mean = trainer.servedParameters
        for (number, member) in finished.enumerated() {
            for p in mean.values.indices {
                for i in mean.values[p].indices { mean.values[p][i] += (member.values[p][i] - mean.values[p][i]) / Float(number + 2) }
            }
        }
        return mean
    }

    /// Goes on from a checkpoint with the bits that the training would have had.
    ///
    /// - Parameter data: The records that the training was begun on.
    /// - Throws: As for a new training; `TrainingJobError.otherRecords`.
    package convenience init(_ data: ClassificationData, checkpoint: ClassificationCheckpoint, machine: Machine) throws {
        try self.init(data, checkpoint.settings, machine: machine)
        trainer.state = try checkpoint.state(for: self)
        let position = checkpoint.position
        (iteration, random, heldOutLoss, recent) = (position.iteration, position.random, position.heldOutLoss, position.recent)
        finished = try checkpoint.members(for: self)
        (sampler, heldOut) = ClassificationTraining.batches(data.member(finished.count, of: members, settings), settings)
    }

    /// The training as it stands.
    package var checkpoint: ClassificationCheckpoint {
        let state = trainer.state
        return ClassificationCheckpoint(
            settings: settings,
            position: .init(iteration: iteration, iterations: iterations, random: random, heldOutLoss: heldOutLoss, recent: recent,
                            averagedSteps: state.average?.steps ?? 0, optimiserSteps: state.optimiser.steps, importanceSteps: state.importanceOptimiser.steps,
                            members: finished.count, fingerprint: data.fingerprint),
            state: state, members: finished)
    }

    /// Algorithm 1: outer updates of the importance weights between runs of inner iterations.
    ///
    /// - Parameters:
    ///   - history: Keeps what is reported, and the imputation's fidelity at every outer step.
    ///   - goesOn: Asked after every iteration; false ends the run.
    ///   - report: Called every `reportInterval` iterations, and at the end, with averages over them.
    package func run(history: TrainingHistory? = nil, goesOn: () throws -> Bool = { true }, report: (TrainingProgress) throws -> Void = { _ in }) throws {
        while iteration < iterations {
            if iteration == (finished.count + 1) * length { try beginMember() }
            if settings.outerInterval > 0, iteration % settings.outerInterval == 0, !heldOut.isEmpty {
                let outer = trainer.outerStep(heldOut)
                guard outer.loss.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
                heldOutLoss = outer.loss
                try history?.add(outer.imputation, at: iteration)
            }
            try iterate()
            if iteration % settings.reportInterval == 0 || iteration == iterations {
                let progress = recent.progress(iteration, heldOutLoss: heldOutLoss, importance: trainer.importance.normalised,
                                               learningRate: learningRate((iteration - 1) % length))
                recent = IterationSums(outputs: 0)
                try history?.add(progress)
                try report(progress)
            }
            guard try goesOn() else { return }
        }
    }

    /// One inner iteration.
    private func iterate() throws {
        let start = ContinuousClock.now
        let mayDrop = iteration % length * settings.epochs >= settings.allModalityEpochs * length
        let isDropping = mayDrop && (settings.dropping == 1 || random.uniform() < settings.dropping)
        let batch = sampler.draw(settings.batch, balance: settings.balance, isDropping: isDropping, &random)
        let step = trainer.innerStep(batch, learningRate: learningRate(iteration % length))
        guard step.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
        iteration += 1
        recent.add(step, seconds: start.duration(to: .now) / .seconds(1))
    }
}
