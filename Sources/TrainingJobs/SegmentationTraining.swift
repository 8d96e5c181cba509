import Foundation
import Imaging
import Kernels
import ModelFormat
import Networks
import Tensors
import Training

/// Trains a segmentation network with MetaKD on a directory of cases and exports it as a model file.
public final class SegmentationTraining {
    public let settings: SegmentationSettings
    public let trainingCases: [TrainingCase]
    public let validationCases: [TrainingCase]
    public let trainer: MetaKD
    public let graph: Graph
    let machine: Machine
    private let sampler: PatchSampler
    private let learningRate: LearningRate
    private var random: SeededGenerator
    private var heldOutLoss: Float = 0
    /// Iterations done.
    public private(set) var iteration = 0

    /// The modalities of the models trained here, in order.
    public static let modalities = ["flair", "t1", "t1c", "t2"]

    /// What the last iterations looked like.
    public struct Progress: Sendable {
        public var iteration: Int
        public var taskLoss: Float
        public var distillation: Float
        /// Soft Dice of each region, over the patches.
        public var dice: [Float]
        public var heldOutLoss: Float
        public var importance: [Float]
        public var secondsPerIteration: Double
    }

    /// Reads all cases and makes a network with random weights, or with those of a model.
    ///
    /// - Parameter initial: A model file of the same network to start from; its importance weights are taken over too.
    /// - Throws: `ImagingError` and `TrainingJobError` for what is wrong with the data or the settings, `TrainingError` for the network.
    public init(data: String, initial: String? = nil, settings: SegmentationSettings, machine: Machine) throws {
        try settings.check()
        self.settings = settings
        self.machine = machine
        let folders = try CaseFolder.discover(in: data)
        let held = try SegmentationTraining.heldOut(folders.map(\.name), settings, data)
        (trainingCases, validationCases) = try SegmentationTraining.load(folders, held)
        graph = settings.network.graph
        let patch = settings.patch
        do { _ = try graph.shapes(for: Extent(patch.depth, patch.height, patch.width)) } catch {
            throw TrainingJobError.badSetting("patch", found: "\(patch)", expected: "multiples of \(1 << (settings.widths.count - 1)) for \(settings.widths.count) widths")
        }
        sampler = PatchSampler(patch: Extent(patch.depth, patch.height, patch.width), tumourCentred: settings.tumourCentred,
                               augmentation: settings.augmentation)
        learningRate = LearningRate(peak: settings.learningRate, warmUp: settings.warmUp, iterations: settings.iterations)
        random = SeededGenerator(seed: settings.seed, stream: 1)
        var parameters = try ParameterValues(initialFor: graph, seed: settings.seed)
        var importance: ImportanceWeights?
        if let initial { (parameters, importance) = try SegmentationTraining.values(of: initial, graph, settings) }
        trainer = MetaKD(try Differentiator(graph: graph, machine: machine), parameters, settings.makeOptimiser(), settings.methodSettings,
                         importance: importance)
    }

    /// Goes on from a checkpoint with the bits that the training would have had.
    ///
    /// - Throws: As for a new training; `TrainingJobError.otherCases` where the directory holds other cases than it did.
    public convenience init(data: String, checkpoint path: String, machine: Machine) throws {
        let checkpoint = try Checkpoint.read(path)
        try self.init(data: data, settings: checkpoint.settings, machine: machine)
        let position = checkpoint.position
        for (found, expected) in [(trainingCases.map(\.name), position.trainingCases), (validationCases.map(\.name), position.validationCases)]
        where found != expected {
            throw TrainingJobError.otherCases(data, found: found, expected: expected)
        }
        (iteration, random, heldOutLoss) = (position.iteration, position.random, position.heldOutLoss)
        trainer.state = checkpoint.state
    }

    /// The training as it stands.
    public var checkpoint: Checkpoint {
        let state = trainer.state
        return Checkpoint(
            settings: settings,
            position: .init(iteration: iteration, random: random, heldOutLoss: heldOutLoss, averagedSteps: state.average?.steps ?? 0, optimiserSteps: state.optimiser.steps,
                            importanceSteps: state.importanceOptimiser.steps, trainingCases: trainingCases.map(\.name),
                            validationCases: validationCases.map(\.name)),
            state: state)
    }

    /// The weights and importance weights of a model file.
    private static func values(of path: String, _ graph: Graph, _ settings: SegmentationSettings) throws -> (ParameterValues, ImportanceWeights?) {
        let model = try ModelFile.read(path)
        guard model.header.network == graph else { throw TrainingJobError.otherNetwork(path, widths: settings.widths) }
        var parameters = ParameterValues(zerosFor: try graph.parameters())
        for parameter in parameters.parameters { parameters[parameter.name] = try model.floats(parameter.name) }
        let importance = model.header.importance.map { stored in
            var importance = ImportanceWeights(modalities: graph.modalities, normalisation: settings.normalisation)
            importance.raw = stored.raw
            return importance
        }
        return (parameters, importance)
    }

    /// Algorithm 1: outer updates of the importance weights between runs of inner iterations.
    ///
    /// - Parameters:
    ///   - report: Called every `interval` iterations with averages over them.
    ///   - goesOn: Asked after every iteration; false ends the run.
    public func run(every interval: Int = 20, goesOn: () throws -> Bool = { true }, report: (Progress) throws -> Void) throws {
        var recent = Recent(outputs: TrainingCase.regions.count)
        while iteration < settings.iterations {
            if settings.outerInterval > 0, iteration % settings.outerInterval == 0 {
                heldOutLoss = trainer.outerStep(validationCases.map { sampler.draw($0, &random) })
            }
            let sample = draw()
            let step = trainer.innerStep(sample, learningRate: learningRate(iteration))
            guard step.gradientNorm.isFinite else { throw TrainingJobError.notFinite(iteration: iteration) }
            recent.add(step)
            iteration += 1
            if iteration % interval == 0 || iteration == settings.iterations {
                try report(recent.progress(iteration, heldOutLoss, trainer.importance.normalised))
                recent = Recent(outputs: TrainingCase.regions.count)
            }
            guard try goesOn() else { return }
        }
    }

    /// A patch of a random case, with modalities dropped at random once the all-modality phase is over.
    private func draw() -> TrainingSample {
        let source = trainingCases[Int.random(in: trainingCases.indices, using: &random)]
        var kept = Array(source.images.keys.sorted())
        if iteration >= settings.allModalityIterations {
            kept.shuffle(using: &random)
            kept = Array(kept.prefix(keptCount(of: kept.count)))
        }
        return sampler.draw(source, &random) { kept.contains($0) }
    }

    /// How many of a sample's modalities are kept.
    private func keptCount(of count: Int) -> Int {
        let weights = settings.keptModalities.prefix(count), sum = weights.reduce(0, +)
        guard sum > 0 else { return Int.random(in: 1...count, using: &random) }
        var place = random.uniform() * sum
        for (index, weight) in weights.enumerated() {
            place -= weight
            if place < 0 { return index + 1 }
        }
        return weights.lastIndex { $0 > 0 }! + 1
    }

    private static func heldOut(_ names: [String], _ settings: SegmentationSettings, _ data: String) throws -> Set<String> {
        for name in settings.validation where !names.contains(name) { throw TrainingJobError.unknownCase(name, names) }
        let held = settings.validation.isEmpty ? names.suffix(settings.validationCount) : settings.validation[...]
        guard names.count > held.count, !held.isEmpty else {
            throw TrainingJobError.tooFewCases(data, found: names.count, needed: max(held.count, 1) + 1)
        }
        return Set(held)
    }

    private static func load(_ folders: [CaseFolder], _ held: Set<String>) throws -> ([TrainingCase], [TrainingCase]) {
        var (training, validation): ([TrainingCase], [TrainingCase]) = ([], [])
        for folder in folders {
            let loaded = try TrainingCase(folder, modalities: modalities)
            if held.contains(folder.name) { validation.append(loaded) } else { training.append(loaded) }
        }
        return (training, validation)
    }
}

/// Sums over the iterations since the last report.
private struct Recent {
    var (count, task, distillation) = (0, Float(0), Float(0))
    var dice: [Float]
    let start = Date()

    init(outputs: Int) { dice = Array(repeating: 0, count: outputs) }

    mutating func add(_ step: MetaKD.Report) {
        count += 1
        task += step.task.total
        distillation += step.distillation
        for (i, value) in step.task.dice.enumerated() { dice[i] += value }
    }

    func progress(_ iteration: Int, _ heldOutLoss: Float, _ importance: [Float]) -> SegmentationTraining.Progress {
        let n = Float(max(count, 1))
        return .init(iteration: iteration, taskLoss: task / n, distillation: distillation / n, dice: dice.map { $0 / n }, heldOutLoss: heldOutLoss,
                     importance: importance, secondsPerIteration: Date().timeIntervalSince(start) / Double(max(count, 1)))
    }
}

extension SegmentationSettings {
    var network: UNet3D { UNet3D(widths: widths, modalities: SegmentationTraining.modalities.count, outputs: TrainingCase.regions.count) }

    func makeOptimiser() -> Optimiser {
        switch optimiser {
        case .sgd: .sgd(SGD(momentum: momentum, weightDecay: weightDecay))
        case .adam: .adam(Adam(weightDecay: weightDecay))
        }
    }

    var methodSettings: MetaKD.Settings {
        var method = MetaKD.Settings()
        method.distillation = distillation
        method.norm = distillationNorm == 2 ? .squared : .absolute
        method.normalisation = normalisation
        method.gradientClip = gradientClip
        method.averaging = averaging
        method.importanceLearningRate = importanceLearningRate
        return method
    }
}
