import Glibc
import Networks
import Records
import Training

/// What the settings mean to the rooms that do the work.
extension ClassificationSettings {
    /// Defaults for pictures and sounds: what did best on pairs of written and spoken digits, with seeds that no table of results has. A
    /// higher rate that falls by a cosine, the weights' average, little weight decay, and batches that come somewhat more often from small groups.
    package static var signals: ClassificationSettings {
        var settings = ClassificationSettings()
        (settings.epochs, settings.dropping, settings.oversampling, settings.balance) = (60, 1, false, 0.7)
        (settings.pictureWidths, settings.features, settings.dropout) = ([16, 32, 128], 64, 0.5)
        (settings.learningRate, settings.weightDecay, settings.averaging, settings.members) = (2e-3, [1e-4], 0.99, 1)
        return settings
    }

    func network(for data: ClassificationData) -> RecordNetwork {
        let encoders = data.training.modalities.map { modality -> RecordNetwork.Encoder in
            switch data.axes {
            case .table: .table(inputs: modality.featureCount, widths: hidden)
            case .pictures: .picture(widths: pictureWidths)
            }
        }
        return RecordNetwork(encoders: encoders, features: features, decoderWidth: decoderWidth, dropout: dropout, classes: data.classNames.count)
    }

    func schedule(iterations: Int) -> LearningRate {
        LearningRate(peak: learningRate, iterations: iterations, decay: decay == .cosine ? .cosine : .staircase(steps: 3, factor: 0.9))
    }

    /// What the settings say of the method, with a seed of its own for dropout.
    var seededMethod: MetaKD.Settings {
        var method = method
        method.seed = seed &* 0x9E37_79B9_7F4A_7C15
        return method
    }

    /// Rows for training and validation, in the proportion of their shares, where the test has rows of its own.
    ///
    /// - Parameter labels: Of all rows.
    func trainingParts(of rows: [Int], _ labels: [Int], seed: UInt64) -> [[Int]] {
        let known = fractions[0] + fractions[1]
        let parts = StratifiedSplit.parts(rows.map { labels[$0] }, fractions: [fractions[0] / known, fractions[1] / known], seed: seed)
        return parts.map { $0.map { rows[$0] } }
    }

    /// What the classes' logits are shifted by once they are learned, so that classes count as `priors` says: priors · log π − log ρ, less the
    /// mean over the classes, where π are their shares in the records and ρ those that the loss saw, by weights and oversampling.
    func shifts(of data: ClassificationData) -> [Float] {
        let classes = data.classNames.count
        func shares(_ labels: [Int], _ weights: [Float]) -> [Float] {
            let counts = labels.reduce(into: Array(repeating: Float(0), count: classes)) { $0[$1] += weights.isEmpty ? 1 : weights[$1] }
            return counts.map { max($0, 1) / counts.reduce(0, +) }
        }
        let seen = shares(data.training.labels, weights(of: data.training.labels, classes: classes))
        let shifts = zip(shares(data.pool.labels, []), seen).map { priors * logf($0) - logf($1) }
        return shifts.map { $0 - shifts.reduce(0, +) / Float(classes) }
    }

    /// What a record of each class counts.
    func weights(of labels: [Int], classes: Int) -> [Float] {
        guard classWeights == .balanced else { return [] }
        let counts = labels.reduce(into: Array(repeating: 0, count: classes)) { $0[$1] += 1 }
        return counts.map { $0 > 0 ? Float(labels.count) / Float(classes * $0) : 0 }
    }
}
