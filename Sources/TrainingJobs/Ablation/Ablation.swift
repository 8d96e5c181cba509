import Kernels
import Tensors

/// Trains every variant with every seed on the same cases and compares their Dice from all subsets of modalities.
///
/// A seed draws the same first weights, patches and dropped modalities in every variant, so that they differ by their settings alone.
public struct Ablation: Sendable {
    /// What all variants share; its seed is the first.
    public let settings: SegmentationSettings
    public let seeds: [UInt64]

    /// Settings of trainings that take seconds each, on phantoms of some 48³ voxels.
    public static var defaults: SegmentationSettings {
        var settings = SegmentationSettings()
        (settings.widths, settings.patch, settings.tile, settings.validationCount) = ([8, 16, 32], Triple(32), Triple(64), 4)
        (settings.iterations, settings.allModalityIterations, settings.warmUp, settings.learningRate) = (400, 40, 20, 1e-2)
        settings.outerInterval = 10
        return settings
    }

    /// - Throws: `TrainingJobError.badSetting` for one that the variants set.
    public init(settings: SegmentationSettings, seeds count: Int) throws(TrainingJobError) {
        if let setting = settings.differences(from: AblationVariant.common(settings)).first {
            throw .badSetting(setting.key, found: setting.defaultText, expected: "none, since it is what the variants differ in")
        }
        self.settings = settings
        seeds = (0..<count).map { settings.seed &+ UInt64($0) }
    }

    /// How far it has come.
    public struct Progress: Sendable {
        /// The run at work, from 1.
        public var run: Int
        public var runs: Int
        public var variant: String
        public var seed: UInt64
        public var training: SegmentationTraining.Progress
    }

    /// Makes all runs that the results do not hold yet, and keeps each as soon as it is evaluated.
    ///
    /// - Parameters:
    ///   - goesOn: Asked after every iteration; false ends all, and the run at work is lost.
    /// - Returns: Whether all runs are made.
    /// - Throws: As `SegmentationTraining`; `TrainingJobError.databaseNotWritten`.
    public func run(on cases: TrainingCases, _ results: AblationResults, machine: Machine, goesOn: () -> Bool,
                    report: (Progress) -> Void) throws -> Bool {
        let runs = AblationVariant.all.flatMap { variant in seeds.map { (variant, $0) } }
        for (number, (variant, seed)) in runs.enumerated() {
            let settings = variant.settings(settings, seed: seed)
            guard try !results.hold(settings, cases) else { continue }
            let training = try SegmentationTraining(cases: cases, settings: settings, machine: machine)
            try training.run(goesOn: goesOn) {
                report(Progress(run: number + 1, runs: runs.count, variant: variant.name, seed: seed, training: $0))
            }
            guard goesOn() else { return false }
            try results.add(training.evaluate(), of: settings, cases, variant.name)
        }
        return true
    }

    /// The comparison of the runs that are made.
    ///
    /// - Throws: `TrainingJobError.badHistory`.
    public func table(on cases: TrainingCases, _ results: AblationResults) throws -> AblationTable {
        AblationTable(rows: try AblationVariant.all.map { variant in
            .init(name: variant.name, runs: try seeds.compactMap { try results.scores(variant.settings(settings, seed: $0), cases) })
        })
    }
}
