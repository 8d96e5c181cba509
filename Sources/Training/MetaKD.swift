import Networks
import Tensors

/// Meta-learned modality-weighted knowledge distillation: the state of Algorithm 1 and its two steps.
///
/// The weights θ, ζ of encoder and decoder answer the inner problem on training samples; the importance weight vector
/// answers the outer problem on held-out samples.
public final class MetaKD {
    /// The settings of the method itself.
    public struct Settings: Sendable, Hashable {
        /// α: how much distillation counts beside the task loss.
        public var distillation: Float = 0.1
        /// p of Eq. 5.
        public var norm = DistillationLoss.Norm.absolute
        /// Whether each channel of the features is standardised before distances are taken.
        public var isDistillationStandardised = false
        public var normalisation = ImportanceWeights.Normalisation.softmax
        /// Gradients with a larger Euclidean norm are scaled down to it; 0 for no limit.
        public var gradientClip: Float = 12
        /// Decay of the moving average of the weights; 0 for none.
        public var averaging: Float = 0
        /// Adam's learning rate for the importance weights.
        public var importanceLearningRate: Float = 1e-2
        /// Adam's weight decay for the importance weights.
        public var importanceWeightDecay: Float = 5e-5
        /// Seed of what dropout leaves out.
        public var seed: UInt64 = 1

        public init() {}
    }

    /// What an inner step saw.
    public struct Report<Judgement: TaskJudgement>: Sendable {
        public var task: Judgement
        /// Σ (w_i / w_j) · ℓ_kd, without α.
        public var distillation: Float
        public var gradientNorm: Float

        /// Whether the losses and the gradient are.
        public var isFinite: Bool { task.total.isFinite && distillation.isFinite && gradientNorm.isFinite }
    }

    /// What an outer step saw, before it changed the importance weights.
    public struct OuterReport: Sendable {
        /// ℓ_meta, the mean over the held-out samples.
        public var loss: Float
        /// Of each modality that a held-out sample has beside others (Fig. 6).
        public var imputation: [Int: ImputationFidelity]
    }

    public let settings: Settings
    public private(set) var parameters: ParameterValues
    private var average: WeightAverage?
    public private(set) var importance: ImportanceWeights
    private let differentiator: Differentiator
    private let distillationLoss: DistillationLoss
    private var optimiser: Optimiser
    private var importanceOptimiser: Adam
    private var gradients: ParameterValues

    /// - Parameter importance: The weights to start from; equal ones if nil.
    public init(_ differentiator: Differentiator, _ parameters: ParameterValues, _ optimiser: Optimiser, _ settings: Settings,
                importance: ImportanceWeights? = nil) {
        self.differentiator = differentiator
        self.parameters = parameters
        self.optimiser = optimiser
        self.settings = settings
        self.importance = importance ?? ImportanceWeights(modalities: differentiator.graph.modalities, normalisation: settings.normalisation)
        importanceOptimiser = Adam(weightDecay: settings.importanceWeightDecay)
        distillationLoss = DistillationLoss(norm: settings.norm, isStandardised: settings.isDistillationStandardised)
        average = settings.averaging > 0 ? WeightAverage(decay: settings.averaging, values: parameters) : nil
        gradients = ParameterValues(zerosFor: parameters.parameters)
    }

    /// The weights to serve: their average if one is kept.
    public var servedParameters: ParameterValues { average?.values ?? parameters }

    /// All that changes while the algorithm runs; setting it goes on from there.
    public var state: State {
        get {
            State(parameters: parameters, average: average, importance: importance.raw, optimiser: optimiser.state,
                  importanceOptimiser: importanceOptimiser.state)
        }
        set {
            parameters = newValue.parameters
            average = newValue.average
            importance.raw = newValue.importance
            optimiser.state = newValue.optimiser
            importanceOptimiser.state = newValue.importanceOptimiser
        }
    }

    /// The inner problem, one iteration: θ, ζ ← descend ℓ_task + α · Σ_{i≠j} (w_i / w_j) · ℓ_kd(f_i, f_j) (Eq. 4).
    public func innerStep<Sample: TaskSample>(_ sample: Sample, learningRate: Float) -> Report<Sample.Judgement> {
        let pass = differentiator.forward(sample.images, parameters, mode: .training(seed: settings.seed &+ UInt64(optimiser.state.steps)))
        let outputGradient = pass.makeOutputGradient()
        let task = sample.judge(pass.output, gradient: outputGradient, on: differentiator.machine)
        let distillation = settings.distillation > 0
            ? distillationLoss(pass.features(at: differentiator.graph.distilled), importance: importance.normalised, factor: settings.distillation)
            : (loss: 0, gradients: [:])
        gradients.reset()
        pass.backward(output: outputGradient, featureGradients: distillation.gradients, addingTo: &gradients)
        let norm = gradients.norm
        if norm.isFinite {
            if settings.gradientClip > 0, norm > settings.gradientClip { gradients.scale(by: settings.gradientClip / norm) }
            optimiser.step(&parameters, gradients, learningRate: learningRate)
            for statistics in pass.batchStatistics { statistics.blend(into: &parameters) }
            average?.add(parameters)
        }
        return Report(task: task, distillation: distillation.loss, gradientNorm: norm)
    }

    /// The outer problem, one pass over a held-out batch: w ← descend ℓ_task(y, f_ζ(⊕ w_i · f_i)), θ and ζ fixed.
    public func outerStep(_ heldOut: [some TaskSample]) -> OuterReport {
        let weights = heldOut.reduce(0) { $0 + $1.weight }
        var gradient = [Float](repeating: 0, count: differentiator.graph.modalities)
        var loss: Float = 0
        var fidelities: [[Int: ImputationFidelity]] = []
        for sample in heldOut {
            let pass = differentiator.forward(sample.images, parameters, scales: importance.normalised)
            fidelities.append(ImputationFidelity.compare(pass.features(at: differentiator.graph.distilled)))
            let outputGradient = pass.makeOutputGradient()
            let share = sample.weight / weights
            loss += share * sample.judge(pass.output, gradient: outputGradient, on: differentiator.machine).total
            for (i, g) in pass.scaleGradient(output: outputGradient, parameters).enumerated() { gradient[i] += share * g }
        }
        updateImportance(gradient)
        return OuterReport(loss: loss, imputation: ImputationFidelity.means(of: fidelities))
    }

    /// One step of Adam on the raw importance weights, from the gradient with respect to the normalised ones.
    private func updateImportance(_ gradient: [Float]) {
        let parameter = Parameter(name: "importance", shape: [gradient.count])
        var (raw, step) = (ParameterValues(zerosFor: [parameter]), ParameterValues(zerosFor: [parameter]))
        raw.values[0] = importance.raw
        step.values[0] = importance.rawGradient(gradient)
        if step.isFinite { importanceOptimiser.step(&raw, step, learningRate: settings.importanceLearningRate) }
        importance.raw = raw.values[0]
    }
}
