/// One modality that a model reads: its name, what else people call it, and how its images are prepared.
public struct ModalityDescription: Hashable, Sendable, Codable {
    public var name: String
    /// Other names, without `name` itself; case does not matter.
    public var aliases: [String]
    public var preprocessing: Preprocessing

    public init(name: String, aliases: [String] = [], preprocessing: Preprocessing = .zScoreOverBrain) {
        self.name = name
        self.aliases = aliases
        self.preprocessing = preprocessing
    }

    /// Whether a name, in any case, means this modality.
    public func answers(to name: String) -> Bool {
        ([self.name] + aliases).contains { $0.lowercased() == name.lowercased() }
    }
}
