/// What one output channel stands for: a region such as `ET`, or a class.
public struct OutputDescription: Hashable, Sendable, Codable {
    public var name: String

    public init(name: String) { self.name = name }
}
