import Evaluation
import Kernels
import Networks
import Records
import Tensors

/// The paper's experiment on pairs of written and spoken digits: one modality is scarce in training, and the test has the other alone.
package struct AudiovisionExperiment: Sendable {
    package let pairs: AudiovisionPairs
    package let settings: ClassificationSettings
    package let seeds: Int
    /// Whether training and test have different voices.
    package let isSpeakerIndependent: Bool

    package init(_ pairs: AudiovisionPairs, settings: ClassificationSettings, seeds: Int, isSpeakerIndependent: Bool = false) {
        (self.pairs, self.settings, self.seeds, self.isSpeakerIndependent) = (pairs, settings, seeds, isSpeakerIndependent)
    }

    /// The paper's split and length, the rest as for other pictures.
    package static var defaults: ClassificationSettings {
        var settings = ClassificationSettings.signals
        settings.fractions = [0.6, 0.1, 0.3]
        return settings
    }

    /// The shares of the scarce modality in training.
    package static let shares = [0.05, 0.1, 0.15, 0.2]

    /// What a training has.
    package enum Setup: Sendable, Hashable {
        /// All pairs have one modality, of which a share has the other too; the test has the first alone.
        case scarce(tested: Int, share: Double, isDistilled: Bool)
        /// One modality alone, in training and test.
        case single(Int)
        /// All of both, in training and test.
        case complete
    }

    package static let setups: [Setup] = (0..<2).flatMap { tested in
        shares.flatMap { share in [true, false].map { Setup.scarce(tested: tested, share: share, isDistilled: $0) } }
    } + [.single(0), .single(1), .complete]

    /// The accuracy of one training.
    package struct Outcome: Sendable, Hashable {
        package var setup: Setup
        package var seed: UInt64
        /// The voice of the test, if it has one of its own.
        package var speaker: String?
        package var accuracy: Double
        /// Normalised importance weights of image and audio.
        package var importance: [Float]
    }

    /// One training of the experiment.
    private struct Run: Sendable {
        var setup: Setup
        var seed: UInt64
        var speaker: String?
    }

    /// All trainings, each on one thread.
    ///
    /// - Parameters:
    ///   - threads: Trainings at once.
    ///   - finished: Called after each with the number of all.
    package func run(threads: Int, finished: @Sendable (Outcome, Int) -> Void = { _, _ in }) throws -> [Outcome] {
        let voices: [String?] = isSpeakerIndependent ? pairs.voices : [nil]
        let runs = (0..<seeds).flatMap { seed in
            voices.flatMap { voice in
                AudiovisionExperiment.setups.map { Run(setup: $0, seed: settings.seed + UInt64(seed), speaker: voice) }
            }
        }
        return try ParallelRuns.map(runs.count, threads: threads) { number in
            let outcome = try self.outcome(runs[number])
            finished(outcome, runs.count)
            return outcome
        }
    }

    private func outcome(_ run: Run) throws -> Outcome {
        var settings = settings
        settings.seed = run.seed
        // Importance weights count in distillation alone.
        switch run.setup {
        case .scarce(_, _, false): (settings.distillation, settings.outerInterval) = (0, 0)
        case .single: settings.outerInterval = 0
        case .scarce, .complete: break
        }
        let training = try ClassificationTraining(data(run), settings, machine: Machine(threads: 1))
        try training.run()
        let tested = switch run.setup {
        case .scarce(let tested, _, _), .single(let tested): [tested]
        case .complete: [0, 1]
        }
        let scores = try training.scores(of: ModalitySubset(tested))
        return Outcome(setup: run.setup, seed: run.seed, speaker: run.speaker, accuracy: scores.confusion.accuracy, importance: training.trainer.importance.normalised)
    }

    private func data(_ run: Run) -> ClassificationData {
        let parts = parts(run)
        let all = Set(parts[0])
        var kept = AudiovisionPairs.Kept(image: all, audio: all)
        switch run.setup {
        case .complete: break
        case .single(0): kept.audio = []
        case .single: kept.image = []
        case .scarce(let tested, let share, _):
            let few = StratifiedSplit.parts(parts[0].map { pairs.labels[$0] }, fractions: [share, 1 - share], seed: run.seed &+ 1000)[0]
            if tested == 0 { kept.audio = Set(few.map { parts[0][$0] }) } else { kept.image = Set(few.map { parts[0][$0] }) }
        }
        return pairs.data(parts, kept: kept)
    }

    /// Pairs for training, validation and test.
    private func parts(_ run: Run) -> [[Int]] {
        guard let speaker = run.speaker else { return StratifiedSplit.parts(pairs.labels, fractions: settings.fractions, seed: run.seed) }
        let others = (0..<pairs.count).filter { pairs.speakers[$0] != speaker }
        return settings.trainingParts(of: others, pairs.labels, seed: run.seed) + [(0..<pairs.count).filter { pairs.speakers[$0] == speaker }]
    }
}
