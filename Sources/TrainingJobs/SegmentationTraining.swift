import Imaging
import Kernels
import ModelFormat
import Networks
import Tensors
import Training
import Workflow

/// Trains a segmentation network with MetaKD on a directory of cases and exports it as a model file.
public final class SegmentationTraining {
    public let settings: SegmentationSettings
    public let cases: TrainingCases
    public let trainer: MetaKD
    public let graph: Graph
    let machine: Machine
    private let sampler: PatchSampler
    private let dropping: ModalityDropping
    private let learningRate: LearningRate
    private var random: SeededGenerator
    private var heldOutLoss: Float?
    private var recent = IterationSums(outputs: TrainingCase.regions.count)
    /// Those of the network's weights that an initial model did not have, or in another shape.
    public private(set) var notTaken: [Parameter] = []
    /// Where the models that it started from come from.
    private(set) var origins: [Provenance] = []
    /// Iterations done.
    public private(set) var iteration = 0

    /// The modalities of the models trained here, in order.
    public static let modalities = ["flair", "t1", "t1c", "t2"]

    public typealias Progress = TrainingProgress

    /// Makes a network with random weights, or with those of models.
    ///
    /// - Parameters:
    ///   - initial: Model files of the same network to start from: the mean of their weights and importance weights. Without iterations, that mean is
    ///     evaluated and exported.
    ///   - partly: Whether the models may be of other networks: weights of the same name and shape are taken.
    /// - Throws: `TrainingJobError` for what is wrong with the settings or the model, `ModelError` for its file, `TrainingError` for the network.
    public init(cases: TrainingCases, initial: [String] = [], partly: Bool = false, settings: SegmentationSettings, machine: Machine) throws {
        try SegmentationTraining.check(settings, initial)
        self.settings = settings
        self.machine = machine
        self.cases = cases
        let graph = settings.network.graph
        self.graph = graph
        for (name, size) in [("patch", settings.patch), ("tile", settings.tile)] where (try? graph.shapes(for: Extent(size.depth, size.height, size.width))) == nil {
            throw TrainingJobError.badSetting(name, found: "\(size)",
                                              expected: "multiples of \(settings.network.extentMultiple) for \(settings.widths.count) widths")
        }
        sampler = settings.sampler(on: machine)
        dropping = ModalityDropping(counts: settings.keptModalities, weights: settings.modalityWeights)
        learningRate = settings.schedule
        random = SeededGenerator(seed: settings.seed, stream: 1)
        var parameters = try ParameterValues(initialFor: graph, seed: settings.seed)
        var importance: ImportanceWeights?
        if !initial.isEmpty {
            let models = try initial.map { path in
                let model = try ModelFile.read(path)
                try model.checkNames(path)
                guard partly || model.header.network == graph else { throw TrainingJobError.otherNetwork(path, widths: settings.widths) }
                return model
            }
            notTaken = try models.give(to: &parameters)
            guard settings.iterations > 0 || notTaken.isEmpty else {
                throw TrainingJobError.badSetting("iterations", found: "0", expected: "1 or more, since the weights that do not fit begin anew")
            }
            importance = models.importance(settings.normalisation)
            origins = models.map(\.header.provenance)
        }
        trainer = MetaKD(try Differentiator(graph: graph, machine: machine), parameters, settings.makeOptimiser(), settings.method,
                         importance: importance)
    }

    private static func check(_ settings: SegmentationSettings, _ initial: [String]) throws(TrainingJobError) {
        try settings.check()
        if settings.iterations == 0, initial.isEmpty { throw .badSetting("iterations", found: "0", expected: "1 or more") }
        if settings.iterations > 0, settings.leastBytes > ProcessMemory.grant {
            throw .tooLittleMemory(patch: "\(settings.patch)", bytes: settings.leastBytes, granted: ProcessMemory.grant)
        }
    }

    /// The same on all cases of a directory.
    ///
    /// - Throws: `ImagingError` and `TrainingJobError` for what is wrong with the data, too.
    public convenience init(data: String, initial: [String] = [], partly: Bool = false, settings: SegmentationSettings, machine: Machine) throws {
        try SegmentationTraining.check(settings, initial)
        try self.init(cases: TrainingCases(data, settings), initial: initial, partly: partly, settings: settings, machine: machine)
    }

    /// Goes on from a checkpoint with the bits that the training would have had.
    ///
    /// - Throws: As for a new training; `TrainingJobError.otherCases` where the directory holds other cases than it did, `changedCases` where these have other contents.
    public convenience init(data: String, checkpoint path: String, machine: Machine) throws {
        let checkpoint = try Checkpoint.read(path)
        try self.init(data: data, settings: checkpoint.settings, machine: machine)
        let position = checkpoint.position
        try cases.check(against: position)
        (iteration, random, heldOutLoss) = (position.iteration, position.random, position.heldOutLoss)
        if let sums = position.recent { recent = sums }
        if let before = position.origins { origins = before }
        trainer.state = checkpoint.state
    }

    /// The training as it stands.
    public var checkpoint: Checkpoint {
        let state = trainer.state
        return Checkpoint(
            settings: settings,
            position: .init(iteration: iteration, random: random, heldOutLoss: heldOutLoss, recent: recent,
                            averagedSteps: state.average?.steps ?? 0, optimiserSteps: state.optimiser.steps,
                            importanceSteps: state.importanceOptimiser.steps, trainingCases: cases.training.map(\.name),
                            validationCases: cases.validation.map(\.name), fingerprint: cases.fingerprint, origins: origins),
            state: state)
    }

    /// Algorithm 1: outer updates of the importance weights between runs of inner iterations.
    ///
    /// - Parameters:
    ///   - history: Keeps what is reported, and the imputation's fidelity at every outer step.
    ///   - goesOn: Asked after every iteration; false ends the run.
    ///   - report: Called every `reportInterval` iterations, and at the end, with averages over them.
    public func run(history: TrainingHistory? = nil, goesOn: () throws -> Bool = { true }, report: (Progress) throws -> Void) throws {
        while iteration < settings.iterations {
            if settings.outerInterval > 0, iteration % settings.outerInterval == 0 {
                let outer = trainer.outerStep(cases.validation.map { sampler.draw($0, &random) })
                guard outer.loss.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
                heldOutLoss = outer.loss
                try history?.add(outer.imputation, at: iteration)
            }
            try iterate()
            if iteration % settings.reportInterval == 0 || iteration == settings.iterations {
                let progress = recent.progress(iteration, heldOutLoss: heldOutLoss, importance: trainer.importance.normalised,
                                               learningRate: learningRate(iteration - 1))
                recent = IterationSums(outputs: TrainingCase.regions.count)
                try history?.add(progress)
                try report(progress)
            }
            guard try goesOn() else { return }
        }
    }

    /// One inner iteration.
    private func iterate() throws {
        let start = ContinuousClock.now
        let step = trainer.innerStep(draw(), learningRate: learningRate(iteration))
        guard step.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
        iteration += 1
        recent.add(step, seconds: start.duration(to: .now) / .seconds(1))
    }

    /// A patch of a random case, with modalities dropped at random once the all-modality phase is over.
    private func draw() -> TrainingSample {
        let source = cases.training[Int.random(in: cases.training.indices, using: &random)]
        var kept = source.images.keys.sorted()
        if iteration >= settings.allModalityIterations { kept = dropping.kept(of: kept, &random) }
        return sampler.draw(source, tumourOf: donor(for: source, kept), &random) { kept.contains($0) }
    }

    /// Now and then another case, which has all the modalities that are kept.
    private func donor(for source: TrainingCase, _ kept: [Int]) -> TrainingCase? {
        guard settings.augmentation.transplant > 0, random.chance(settings.augmentation.transplant) else { return nil }
        return cases.training.filter { other in other.name != source.name && kept.allSatisfy { other.images[$0] != nil } }.randomElement(using: &random)
    }
}

extension SegmentationTraining {
    /// What a history says of the training.
    var description: TrainingDescription {
        TrainingDescription(seed: settings.seed, settings: settings.yaml, trainingCases: cases.training.map(\.name),
                            validationCases: cases.validation.map(\.name), modalities: SegmentationTraining.modalities) { [settings] in
            (try? SegmentationSettings.parse($0)) == settings
        }
    }
}
