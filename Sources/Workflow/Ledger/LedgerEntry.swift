import GRDB

/// What the ledger says of one case: no patient data but the case's name.
public struct LedgerEntry: Sendable, Equatable, Codable, FetchableRecord, PersistableRecord {
    public static let databaseTableName = "entry"

    public enum Status: String, Sendable, Codable, DatabaseValueConvertible {
        /// Begun; what is left of it after an interruption is done again.
        case running
        case done
        case failed
    }

    /// What a mask depends on: a case is done again when any of it differs.
    public struct Recipe: Sendable, Equatable {
        /// SHA-256 of each modality's file, such as `flair:9f86…,t1:60f3…`.
        public var inputs: String
        /// SHA-256 of the model.
        public var model: String
        /// Such as `label-scheme=2021,precision=fp32`.
        public var options: String
    }

    /// The case's name.
    public var name: String
    public var status: Status
    public var inputs: String
    public var model: String
    public var options: String
    /// The given modalities, such as `flair+t1`.
    public var subset: String
    /// Volumes in mm³; nil unless done.
    public var etMm3, tcMm3, wtMm3: Double?
    /// Time spent on the case, its waiting for others left out; nil unless done.
    public var seconds: Double?
    /// Why it failed, or what its images are warned of.
    public var message: String?
    /// The version of the program.
    public var program: String

    public init(name: String, status: Status, recipe: Recipe, subset: String) {
        (self.name, self.status, self.subset) = (name, status, subset)
        (inputs, model, options) = (recipe.inputs, recipe.model, recipe.options)
        program = programVersion
    }

    public var recipe: Recipe { Recipe(inputs: inputs, model: model, options: options) }
}
