import ModelFormat
import Tensors
import Training

/// The settings of a segmentation run; `SegmentationSettings+Documentation` says what each means to those who set it.
public struct SegmentationSettings: MethodSettings {
    /// Channels per level of the U-Net, finest first.
    public var widths = [16, 32, 64, 128]
    /// Whether the U-Net works at half the resolution, between a stem and a convolution with a transposed one.
    public var halved = false
    /// Whether each modality has a first convolution and norms of its own.
    public var adapted = false
    /// Inner iterations.
    public var iterations = 2000
    /// Iterations at the start in which every sample keeps all its modalities.
    public var allModalityIterations = 200
    /// How often 1, 2, … of a sample's modalities are kept, relative to each other, once modalities are dropped.
    public var keptModalities: [Float] = [1, 1, 1, 1]
    /// In proportion to which the modalities that are kept are drawn.
    public var modalityWeights: [Float] = [1, 1, 1, 1]
    /// Patch extents D, H, W; each a multiple of 2^(levels − 1), of 2^levels if `halved`.
    public var patch = Triple(64)
    /// Probability that a patch is centred on tumour.
    public var tumourCentred: Float = 0.6
    public var augmentation = Augmentation()
    /// Voxels added to both sides of the Dice ratio.
    public var diceSmoothing: Float = 1
    public var optimiser = OptimiserKind.adam
    public var learningRate: Float = 1e-3
    /// SGD's Nesterov momentum.
    public var momentum: Float = 0.99
    public var weightDecay: Float = 0
    /// Iterations of linear warm-up.
    public var warmUp = 50
    /// How the learning rate falls after the warm-up.
    public var decay = DecayKind.cosine
    /// The exponent of the polynomial decay.
    public var decayPower: Float = 0.9
    /// Gradients with a larger Euclidean norm are scaled down to it; 0 for no limit.
    public var gradientClip: Float = 12
    /// Decay of the moving average of the weights, which is what a model is made of; 0 for the weights themselves.
    public var averaging: Float = 0
    /// α of Eq. 4.
    public var distillation: Float = 0.1
    /// p of Eq. 5: 1 or 2.
    public var distillationNorm = 1
    /// Whether each channel of the features is standardised before the distances of Eq. 5 are taken.
    public var distillationStandardised = false
    public var normalisation = ImportanceWeights.Normalisation.softmax
    /// Inner iterations between two updates of the importance weights.
    public var outerInterval = 20
    /// Adam's learning rate for the importance weights.
    public var importanceLearningRate: Float = 1e-2
    /// Adam's weight decay for the importance weights.
    public var importanceWeightDecay: Float = 5e-5
    /// Names of the cases that are held out: the outer problem and the evaluation use them, the weights never see them.
    public var validation: [String] = []
    /// Cases held out when `validation` names none: the last ones by name.
    public var validationCount = 2
    public var seed: UInt64 = 1
    /// Distances in mm between the voxels that the model is to know, along D, H and W; empty for the median of the training cases.
    public var spacing: [Float] = []
    /// Tile and overlap written to the model file.
    public var tile = Triple(112)
    public var overlap: Float = 0.25
    /// How the model cleans its masks: `{kind: minimumComponent, output: WT, voxels: 2000, fraction: 0.1}`, or `minimumRegion`.
    public var rules: [PostProcessingRule] = []
    /// Iterations between two checkpoints and exports of the model as it stands; 0 for none before the end.
    public var checkpointInterval = 500
    /// Iterations that are averaged for one line of the display and one row of the history.
    public var reportInterval = 20
    /// What the model file says that it was trained on.
    public var dataDescription = ""

    public enum OptimiserKind: String, Sendable, Hashable, Codable { case sgd, adam, adamw }

    public enum DecayKind: String, Sendable, Hashable, Codable { case cosine, polynomial }

    public init() {}
}
