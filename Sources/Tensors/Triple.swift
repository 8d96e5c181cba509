/// A number for each spatial axis, such as a stride: depth, height, width. Two-dimensional networks have depth 1.
public struct Triple: Hashable, Sendable, CustomStringConvertible {
    public var depth: Int
    public var height: Int
    public var width: Int

    public init(_ depth: Int, _ height: Int, _ width: Int) {
        self.depth = depth
        self.height = height
        self.width = width
    }

    /// The same number on every axis.
    public init(_ all: Int) { self.init(all, all, all) }

    public var description: String { "\(depth)×\(height)×\(width)" }

    public var values: [Int] { [depth, height, width] }

    /// depth · height · width.
    public var product: Int { depth * height * width }
}

extension Triple: Codable {
    public init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        self.init(try container.decode(Int.self), try container.decode(Int.self), try container.decode(Int.self))
        guard container.isAtEnd else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "found more than three numbers, expected depth, height, width"))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(contentsOf: values)
    }
}
