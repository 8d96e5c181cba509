/// What a server tells of a job, and a client reads.
struct JobState: Codable, Sendable {
    var id: String
    var model: String
    var given: [String]
    var imputed: [String]
    var expected: String?
    /// `waiting`, `running`, `done`, `failed` or `cancelled`.
    var state: String
    /// Jobs before it.
    var position: Int?
    var stage: String?
    /// From 0 to 1.
    var progress: Double
    var seconds: Double?
    var message: String?
    /// Of doubtful images.
    var warnings: [String]?
    /// Addresses by name.
    var outputs: [String: String]?
}
