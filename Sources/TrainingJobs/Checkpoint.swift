import ModelFormat
import Tensors
import Training

/// A training as it stands after an iteration, from which it goes on with the same bits.
///
/// On disk a safetensors file: the network's tensors under their own names, so that `metakd-train import` and PyTorch can read them, their
/// average under `average.`, the optimiser's under `optimiser.N.`, the importance weights under `importance`; settings and position stand in its metadata.
public struct Checkpoint: Sendable {
    public var settings: SegmentationSettings
    public var position: Position
    public var state: MetaKD.State

    /// Where a training stands, and on what.
    public struct Position: Sendable, Hashable, Codable {
        /// Iterations done.
        public var iteration: Int
        public var random: SeededGenerator
        public var heldOutLoss: Float?
        /// The iterations since the last report; nil in checkpoints of versions that did not keep them.
        var recent: IterationSums?
        public var averagedSteps: Int
        public var optimiserSteps: Int
        public var importanceSteps: Int
        /// Names of the cases.
        public var trainingCases: [String]
        public var validationCases: [String]
        /// Of the cases' contents; nil in checkpoints of versions that did not keep it.
        var fingerprint: UInt64?
        /// Where the models come from that the training started from; nil in checkpoints of versions that did not keep it.
        var origins: [Provenance]?
    }

    private static let format = "metakd-checkpoint-1"

    /// Writes the checkpoint, whole or not at all, over an older one.
    ///
    /// - Throws: `ModelError.output`, or `TrainingJobError.notFinite` and the older one stays.
    public func write(to path: String) throws {
        try CheckpointFile.write(state, format: Checkpoint.format, settings: settings.yaml, position: position, iteration: position.iteration, to: path)
    }

    /// Reads a checkpoint.
    ///
    /// - Throws: `ModelError` for a file that cannot be read, `TrainingJobError.badCheckpoint` for one that is damaged or holds something else.
    public static func read(_ path: String) throws -> Checkpoint {
        let file = try CheckpointFile(path, format: format)
        let (settings, position): (SegmentationSettings, Position) = try file.contents()
        try settings.check()
        let steps = CheckpointFile.Steps(averaged: position.averagedSteps, optimiser: position.optimiserSteps, importance: position.importanceSteps)
        try file.check(position.iteration, steps, of: settings.iterations)
        return Checkpoint(settings: settings, position: position,
                          state: try file.state(settings.network.graph, averaging: settings.averaging, settings.makeOptimiser(), steps))
    }
}
