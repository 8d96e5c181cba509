/// Where and how one tensor lies in a model file.
public struct TensorEntry: Hashable, Sendable, Codable {
    /// How an element is stored, little-endian.
    public enum ElementType: String, Hashable, Sendable, Codable, CaseIterable {
        case f32
        /// The upper half of a float32.
        case bf16

        /// Bytes of one element.
        public var size: Int {
            switch self {
            case .f32: 4
            case .bf16: 2
            }
        }
    }

    public var dtype: ElementType
    /// Extents, outermost first.
    public var shape: [Int]
    /// First byte, counted from the start of the file; a multiple of 64.
    public var offset: Int
    /// Length in bytes: the product of `shape` times the element's size.
    public var bytes: Int

    public init(dtype: ElementType, shape: [Int], offset: Int, bytes: Int) {
        self.dtype = dtype
        self.shape = shape
        self.offset = offset
        self.bytes = bytes
    }
}

extension TensorEntry {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        dtype = try container.decode(ElementType.self, forKey: .dtype)
        shape = try container.integers([Int].self, forKey: .shape)
        offset = try container.integers(Int.self, forKey: .offset)
        bytes = try container.integers(Int.self, forKey: .bytes)
    }
}
