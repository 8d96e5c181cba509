import Files
import Foundation

/// The files of a training: the model in the end, and until then the model as it stands and a checkpoint.
public struct TrainingFiles: Sendable {
    public let model: String
    public var unfinishedModel: String { model + ".partial" }
    public var checkpoint: String { model + ".checkpoint" }

    public init(_ model: String) { self.model = model }

    /// Refuses what cannot end well before any data is read.
    ///
    /// - Parameter resumed: The checkpoint that the training goes on from, which may be its own.
    /// - Throws: `FileError`, or `TrainingJobError.unfinished` where another training's checkpoint would be lost.
    public func check(resumed: String?, force: Bool) throws {
        try AtomicFile.check(model, overwrite: force)
        let isOwn = resumed.map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() == URL(fileURLWithPath: checkpoint).resolvingSymlinksInPath() } ?? false
        if !force, !isOwn, FileManager.default.fileExists(atPath: checkpoint) { throw TrainingJobError.unfinished(checkpoint) }
    }

    /// Writes the checkpoint and the model as it stands.
    public func save(_ training: SegmentationTraining) throws {
        try training.checkpoint.write(to: checkpoint)
        try training.export(to: unfinishedModel, overwrite: true)
    }

    /// Removes what the finished model makes useless.
    public func removeUnfinished() {
        for path in [unfinishedModel, checkpoint] { try? FileManager.default.removeItem(atPath: path) }
    }
}
