/// Where a model comes from.
public struct Provenance: Hashable, Sendable, Codable {
    public var trainerVersion: String
    /// The seed from which the training drew all its random numbers.
    public var seed: UInt64
    /// The training's settings as its configuration names them.
    public var settings: [String: String]
    /// What the model was trained on: a description, never a patient.
    public var data: String
    /// When the file was made, ISO 8601.
    public var created: String

    public init(trainerVersion: String, seed: UInt64, settings: [String: String] = [:], data: String, created: String) {
        self.trainerVersion = trainerVersion
        self.seed = seed
        self.settings = settings
        self.data = data
        self.created = created
    }
}
