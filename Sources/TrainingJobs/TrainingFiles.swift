import Files
import Foundation

/// The files of a training: the model in the end, its history, and until the end the model as it stands and a checkpoint.
public struct TrainingFiles: Sendable {
    public let model: String
    public var unfinishedModel: String { model + ".partial" }
    public var checkpoint: String { model + ".checkpoint" }
    public var history: String { model + ".history.sqlite" }

    public var plots: String { model + ".plots" }

    public init(_ model: String) { self.model = model }

    /// The files of the training that has this model, history or checkpoint.
    public init(ofRun path: String) {
        let suffixes = [".history.sqlite", ".checkpoint", ".partial"]
        self.init(suffixes.first(where: path.hasSuffix).map { String(path.dropLast($0.count)) } ?? path)
    }

    /// What keeps another training from the same files, for as long as it lives.
    ///
    /// - Throws: `FileError.locked` where one has them.
    public func lock() throws(FileError) -> FileLock { try FileLock(model + ".lock", .exclusive) }

    /// Refuses what cannot end well before any data is read.
    ///
    /// - Parameter resumed: The checkpoint that the training goes on from, which may be its own.
    /// - Throws: `FileError`, or `TrainingJobError.unfinished` where another training's checkpoint would be lost.
    public func check(resumed: String?, force: Bool) throws {
        try AtomicFile.check(model, overwrite: force)
        let isOwn = resumed.map { PathPlace.of($0) == PathPlace.of(checkpoint) } ?? false
        if !force, !isOwn, FileManager.default.fileExists(atPath: checkpoint) { throw TrainingJobError.unfinished(checkpoint) }
        if resumed == nil { try AtomicFile.check(history, overwrite: force) }
    }

    /// Opens the history that a training goes on with, or begins one.
    ///
    /// - Parameter force: Whether another training's history is replaced.
    public func openHistory(of training: SegmentationTraining, force: Bool) throws(TrainingJobError) -> TrainingHistory {
        try openHistory(isNew: training.iteration == 0, force: force) { () throws(TrainingJobError) in try TrainingHistory(history, of: training) }
    }

    /// The same for a classifier.
    package func openHistory(of training: ClassificationTraining, force: Bool) throws(TrainingJobError) -> TrainingHistory {
        try openHistory(isNew: training.iteration == 0, force: force) { () throws(TrainingJobError) in try TrainingHistory(history, of: training) }
    }

    private func openHistory(isNew: Bool, force: Bool, open: () throws(TrainingJobError) -> TrainingHistory) throws(TrainingJobError) -> TrainingHistory {
        if force, isNew { TrainingHistory.remove(history) }
        do { return try open() } catch {
            guard force, case .otherHistory = error else { throw error }
            TrainingHistory.remove(history)
            return try open()
        }
    }

    /// Writes the checkpoint and the model as it stands.
    public func save(_ training: SegmentationTraining) throws {
        try training.checkpoint.write(to: checkpoint)
        try training.export(to: unfinishedModel, overwrite: true)
    }

    /// The same of a classifier.
    package func save(_ training: ClassificationTraining) throws {
        try training.checkpoint.write(to: checkpoint)
        try training.export(to: unfinishedModel, overwrite: true)
    }

    /// Removes what the finished model makes useless.
    public func removeUnfinished() {
        for path in [unfinishedModel, checkpoint] { try? FileManager.default.removeItem(atPath: path) }
    }
}
