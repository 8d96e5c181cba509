import ModelFormat
import Networks
import Records
import Training

/// The settings of a classifier's training; `ClassificationSettings+Documentation` says what each means to those who set it.
package struct ClassificationSettings: MethodSettings {
    /// Hidden widths of a table's encoder; none for a linear one, which does best on a few hundred records.
    package var hidden: [Int] = []
    /// Three widths of a picture's encoder.
    package var pictureWidths = [16, 32, 64]
    /// Numbers in a modality's feature.
    package var features = 128
    package var decoderWidth = 64
    package var dropout: Float = 0.4
    /// Passes over the training records, counted in batches. A record counts once for each modality that it has: as modalities are
    /// dropped, it takes that many more batches to learn from all of them.
    package var epochs = 40
    /// Records in a batch.
    package var batch = 32
    /// Epochs at the start in which records keep all their modalities.
    package var allModalityEpochs = 0
    /// The share of batches in which modalities are dropped at random from then on.
    package var dropping: Float = 0.5
    /// How often batches are drawn from each group of records with the same modalities: in proportion to its size^balance.
    package var balance: Float = 1
    package var learningRate: Float = 1e-3
    /// Of several, `choosing(for:machine:)` takes the best.
    package var weightDecay: [Float] = [0.02]
    package var decay = DecayKind.cosine
    package var gradientClip: Float = 12
    package var averaging: Float = 0
    /// α of Eq. 4.
    package var distillation: Float = 0.1
    /// p of Eq. 5: 1 or 2.
    package var distillationNorm = 1
    package var normalisation = ImportanceWeights.Normalisation.softmax
    /// Inner iterations between two updates of the importance weights.
    package var outerInterval = 20
    package var importanceLearningRate: Float = 1e-2
    package var importanceWeightDecay: Float = 1e-2
    /// How numbers of tables are scaled.
    package var scaling = NumericEncoding.Scaling.deviation
    package var classWeights = ClassWeights.balanced
    /// How far the probabilities go from classes that are alike, 0, to those as frequent as in the records, 1. Half way keeps most of the
    /// accuracy of the one and of the balanced accuracy of the other.
    package var priors: Float = 0.5
    /// Whether small classes are brought up to the size of the largest by SMOTE.
    package var oversampling = true
    /// k of SMOTE.
    package var neighbours = 5
    /// Trainings from one start, each with another part of the training and validation records for the outer problem, whose weights are averaged.
    package var members = 5
    /// Shares of the records for training, validation and test.
    package var fractions = [0.7, 0.15, 0.15]
    package var seed: UInt64 = 1
    /// Iterations that are averaged for one line of the display and one row of the history.
    package var reportInterval = 20
    /// Iterations between two checkpoints and exports of the model as it stands; 0 for none before the end.
    package var checkpointInterval = 5000
    /// What the model file says that it was trained on.
    package var dataDescription = ""

    package enum ClassWeights: String, Sendable, Hashable, Codable {
        /// Every record counts the same.
        case equal
        /// Every class counts the same: a record of a class as records / (classes · records of the class).
        case balanced
    }

    /// How the learning rate falls.
    package enum DecayKind: String, Sendable, Hashable, Codable {
        case cosine
        /// By a tenth after each third.
        case staircase
    }

    package init() {}
}
