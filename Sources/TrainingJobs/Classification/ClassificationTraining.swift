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
    package let trainer: MetaKD
    package let graph: Graph
    let machine: Machine
    /// Inner iterations of the whole training.
    package let iterations: Int
    private let learningRate: LearningRate
    private var sampler: RecordSampler
    private let heldOut: [LabelledBatch]
    private var random: SeededGenerator
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
        iterations = settings.epochs * ((data.training.count + settings.batch - 1) / settings.batch)
        learningRate = settings.schedule(iterations: iterations)
        let loss = CrossEntropyLoss(classWeights: settings.weights(of: data.training.labels, classes: data.classNames.count))
        sampler = RecordSampler(data.training, axes: data.axes, loss: loss)
        heldOut = RecordSampler(data.validation, axes: data.axes, loss: loss).all(ClassificationTraining.heldOutBatch)
        random = SeededGenerator(seed: settings.seed, stream: 1)
        trainer = MetaKD(try Differentiator(graph: graph, machine: machine), try ParameterValues(initialFor: graph, seed: settings.seed),
                         .adam(Adam(weightDecay: settings.weightDecay)), settings.methodSettings)
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
    }

    /// The training as it stands.
    package var checkpoint: ClassificationCheckpoint {
        let state = trainer.state
        return ClassificationCheckpoint(
            settings: settings,
            position: .init(iteration: iteration, iterations: iterations, random: random, heldOutLoss: heldOutLoss, recent: recent,
                            averagedSteps: state.average?.steps ?? 0, optimiserSteps: state.optimiser.steps, importanceSteps: state.importanceOptimiser.steps,
                            fingerprint: data.fingerprint),
            state: state)
    }

    /// Algorithm 1: outer updates of the importance weights between runs of inner iterations.
    ///
    /// - Parameters:
    ///   - history: Keeps what is reported, and the imputation's fidelity at every outer step.
    ///   - goesOn: Asked after every iteration; false ends the run.
    ///   - report: Called every `reportInterval` iterations, and at the end, with averages over them.
    package func run(history: TrainingHistory? = nil, goesOn: () throws -> Bool = { true }, report: (TrainingProgress) throws -> Void = { _ in }) throws {
        while iteration < iterations {
            if settings.outerInterval > 0, iteration % settings.outerInterval == 0, !heldOut.isEmpty {
                let outer = trainer.outerStep(heldOut)
                heldOutLoss = outer.loss
                try history?.add(outer.imputation, at: iteration)
            }
            try iterate()
            if iteration % settings.reportInterval == 0 || iteration == iterations {
                let progress = recent.progress(iteration, heldOutLoss: heldOutLoss, importance: trainer.importance.normalised,
                                               learningRate: learningRate(iteration - 1))
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
        let isDropping = settings.dropping && iteration * settings.epochs >= settings.allModalityEpochs * iterations
        let batch = sampler.draw(settings.batch, balance: settings.balance, isDropping: isDropping, &random)
        let step = trainer.innerStep(batch, learningRate: learningRate(iteration))
        guard step.gradientNorm.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
        iteration += 1
        recent.add(step, seconds: start.duration(to: .now) / .seconds(1))
    }
}
