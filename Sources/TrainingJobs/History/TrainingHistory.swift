import Foundation
import GRDB
import Training

/// The course of a training in an SQLite file, which can be read while it grows and after any end of the program.
///
/// A training that goes on from a checkpoint goes on with its history: rows past the checkpoint are dropped, and made again.
public final class TrainingHistory {
    private let database: TrainingDatabase
    private let modalities: [String]

    /// Opens a training's history, or begins one where there is none.
    ///
    /// - Throws: `TrainingJobError.otherHistory` for that of a training with other settings or cases, `badHistory` for a file that
    ///   is none, `databaseNotWritten`.
    public convenience init(_ path: String, of training: SegmentationTraining) throws(TrainingJobError) {
        try self.init(path, training.description, iteration: training.iteration)
    }

    /// The same for a classifier.
    package convenience init(_ path: String, of training: ClassificationTraining) throws(TrainingJobError) {
        try self.init(path, training.description, iteration: training.iteration)
    }

    private init(_ path: String, _ training: TrainingDescription, iteration: Int) throws(TrainingJobError) {
        database = try TrainingDatabase(path, TrainingHistory.schema, TrainingHistory.accuracies)
        modalities = training.modalities
        let (description, cases) = (HistoryRun(training), HistoryCase.all(training))
        let isOwn = try database.write { db in
            if let stored = try HistoryRun.fetchOne(db) {
                guard training.hasSettings(stored.settings), try HistoryCase.fetchAll(db) == cases else { return false }
            } else {
                try description.insert(db)
                for row in cases { try row.insert(db) }
            }
            try HistoryProgress.filter(Column("iteration") > iteration).deleteAll(db)
            try HistoryImputation.filter(Column("iteration") >= iteration).deleteAll(db)
            return true
        }
        guard isOwn else { throw .otherHistory(path) }
    }

    /// Adds what was reported.
    ///
    /// - Throws: `databaseNotWritten`.
    public func add(_ progress: TrainingProgress) throws(TrainingJobError) {
        try database.write { db in
            try HistoryProgress(progress).insert(db)
            for (region, value) in zip(TrainingCase.regions, progress.dice) {
                try HistoryDice(iteration: progress.iteration, region: region.rawValue, value: value).insert(db)
            }
            if let accuracy = progress.accuracy { try HistoryAccuracy(iteration: progress.iteration, value: accuracy).insert(db) }
            for (modality, weight) in zip(modalities, progress.importance) {
                try HistoryImportance(iteration: progress.iteration, modality: modality, weight: weight).insert(db)
            }
        }
    }

    /// Adds what an outer step before an iteration saw of generated features (Fig. 6).
    ///
    /// - Throws: `databaseNotWritten`.
    public func add(_ imputation: [Int: ImputationFidelity], at iteration: Int) throws(TrainingJobError) {
        try database.write { db in
            for (modality, fidelity) in imputation.sorted(by: { $0.key < $1.key }) {
                try HistoryImputation(iteration: iteration, modality: modalities[modality],
                                      distance: fidelity.distance, similarity: fidelity.similarity).insert(db)
            }
        }
    }

    /// Puts all into the one file.
    public func close() { database.close() }

    /// Removes a history and what SQLite keeps beside it.
    static func remove(_ path: String) {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }

    private static let schema = """
        create table run (program_version text not null, seed text not null, settings text not null, started text not null);
        create table training_case (name text primary key, held_out integer not null);
        create table progress (
            iteration integer primary key, task_loss real not null, distillation_loss real not null, held_out_loss real,
            learning_rate real not null, seconds_per_iteration real not null);
        create table dice (
            iteration integer not null references progress on delete cascade, region text not null, value real not null,
            primary key (iteration, region)) without rowid;
        create table importance (
            iteration integer not null references progress on delete cascade, modality text not null, weight real not null,
            primary key (iteration, modality)) without rowid;
        create table imputation (
            iteration integer not null, modality text not null, distance real not null, similarity real not null,
            primary key (iteration, modality)) without rowid;
        """

    private static let accuracies = """
        create table accuracy (iteration integer primary key references progress on delete cascade, value real not null);
        """
}
