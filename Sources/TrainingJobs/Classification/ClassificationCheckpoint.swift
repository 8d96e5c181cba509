import Records
import Tensors
import Training

/// A classifier's training as it stands after an iteration, from which it goes on with the same bits; a safetensors file as ``Checkpoint``.
package struct ClassificationCheckpoint: Sendable {
    package var settings: ClassificationSettings
    var position: Position
    private let source: Source

    /// Where a training stands, and on what.
    struct Position: Sendable, Hashable, Codable {
        var iteration: Int
        var iterations: Int
        var random: SeededGenerator
        var heldOutLoss: Float?
        var recent: IterationSums
        var averagedSteps: Int
        var optimiserSteps: Int
        var importanceSteps: Int
        /// Members that are done.
        var members: Int
        /// Of the encoded records.
        var fingerprint: UInt64
    }

    private enum Source: Sendable {
        case training(MetaKD.State, [ParameterValues])
        case file(String)
    }

    private static let format = "metakd-classification-checkpoint-1"

    init(settings: ClassificationSettings, position: Position, state: MetaKD.State, members: [ParameterValues]) {
        (self.settings, self.position, source) = (settings, position, .training(state, members))
    }

    /// Reads settings and position; the network's tensors are read when its data is known.
    ///
    /// - Throws: `ModelError` for a file that cannot be read, `TrainingJobError.badCheckpoint` for one that is damaged or holds something else.
    package init(_ path: String) throws {
        let file = try CheckpointFile(path, format: ClassificationCheckpoint.format)
        (settings, position) = try file.contents()
        try settings.check()
        source = .file(path)
        try file.check(position.iteration, steps, of: position.iterations)
        guard 0..<settings.members ~= position.members else { throw TrainingJobError.badCheckpoint(path, reason: "it has \(position.members) members") }
    }

    /// Writes the checkpoint, whole or not at all, over an older one.
    package func write(to path: String) throws {
        guard case .training(let state, let members) = source else { preconditionFailure("a checkpoint that was read is written") }
        try CheckpointFile.write(state, format: ClassificationCheckpoint.format, settings: settings.yaml, position: position, iteration: position.iteration,
                                  members: members, to: path)
    }

    /// What changes in training, for a training on the same data.
    func state(for training: ClassificationTraining) throws -> MetaKD.State {
        switch source {
        case .training(let state, _): return state
        case .file(let path):
            guard position.fingerprint == training.data.fingerprint, position.iterations == training.iterations else { throw TrainingJobError.otherRecords(path) }
            return try CheckpointFile(path, format: ClassificationCheckpoint.format)
                .state(training.graph, averaging: settings.averaging, .adam(Adam()), steps)
        }
    }

    /// The weights of the members that are done.
    func members(for training: ClassificationTraining) throws -> [ParameterValues] {
        switch source {
        case .training(_, let members): members
        case .file(let path): try CheckpointFile(path, format: ClassificationCheckpoint.format).members(position.members, of: training.graph)
        }
    }

    private var steps: CheckpointFile.Steps {
        .init(averaged: position.averagedSteps, optimiser: position.optimiserSteps, importance: position.importanceSteps)
    }
}

extension ClassificationData {
    /// Of labels and features of the training and validation parts.
    var fingerprint: UInt64 {
        var print = Fingerprint()
        for part in [training, validation] {
            for label in part.labels { print.add(UInt64(label)) }
            for modality in part.modalities {
                for isPresent in modality.isPresent { print.add(isPresent ? 1 : 0) }
                print.add(modality.features)
            }
        }
        return print.value
    }
}
