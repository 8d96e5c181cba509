import Foundation
import GRDB
import Workflow

/// A row of a training's database: its fields are the columns, in snake case.
protocol DatabaseRow: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {}

extension DatabaseRow {
    static var databaseColumnDecodingStrategy: DatabaseColumnDecodingStrategy { .convertFromSnakeCase }
    static var databaseColumnEncodingStrategy: DatabaseColumnEncodingStrategy { .convertToSnakeCase }
}

/// What was trained: a table of one row.
struct HistoryRun: DatabaseRow {
    static let databaseTableName = "run"
    var programVersion: String
    /// A text, because SQLite's integers end at 2^63.
    var seed: String
    /// As YAML.
    var settings: String
    /// ISO 8601.
    var started: String

    init(_ training: TrainingDescription) {
        (programVersion, seed, settings) = (Workflow.programVersion, "\(training.seed)", training.settings)
        started = ISO8601DateFormatter().string(from: Date())
    }
}

struct HistoryCase: DatabaseRow {
    static let databaseTableName = "training_case"
    var name: String
    var heldOut: Bool

    /// In the order of the table's key.
    static func all(_ training: TrainingDescription) -> [HistoryCase] {
        (training.trainingCases.map { HistoryCase(name: $0, heldOut: false) } + training.validationCases.map { HistoryCase(name: $0, heldOut: true) })
            .sorted { $0.name < $1.name }
    }
}

/// What was reported after an iteration.
struct HistoryProgress: DatabaseRow {
    static let databaseTableName = "progress"
    var iteration: Int
    var taskLoss: Float
    var distillationLoss: Float
    var heldOutLoss: Float?
    var learningRate: Float
    var secondsPerIteration: Double

    init(_ progress: TrainingProgress) {
        (iteration, taskLoss, distillationLoss, heldOutLoss) = (progress.iteration, progress.taskLoss, progress.distillation, progress.heldOutLoss)
        (learningRate, secondsPerIteration) = (progress.learningRate, progress.secondsPerIteration)
    }
}

/// Soft Dice over the patches.
struct HistoryDice: DatabaseRow {
    static let databaseTableName = "dice"
    var iteration: Int
    var region: String
    var value: Float
}

/// The share of a classifier's training records that had their class found.
struct HistoryAccuracy: DatabaseRow {
    static let databaseTableName = "accuracy"
    var iteration: Int
    var value: Float
}

/// A normalised importance weight.
struct HistoryImportance: DatabaseRow {
    static let databaseTableName = "importance"
    var iteration: Int
    var modality: String
    var weight: Float
}

/// Generated against true features of a modality, on held-out patches.
struct HistoryImputation: DatabaseRow {
    static let databaseTableName = "imputation"
    var iteration: Int
    var modality: String
    var distance: Float
    var similarity: Float
}
