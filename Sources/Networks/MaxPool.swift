import Tensors

/// The largest value of each window. What lies in the padding never is the largest.
///
/// Windows that lie side by side (stride equal to size, no padding) must divide the extent; others cover as much of it as they can.
public struct MaxPool: Hashable, Sendable {
    public var size: Triple
    public var stride: Triple
    /// At most half the size, so that every window holds a voxel.
    public var padding: Triple

    /// - Parameter stride: The size if nil.
    public init(size: Triple = Triple(2), stride: Triple? = nil, padding: Triple = Triple(0)) {
        self.size = size
        self.stride = stride ?? size
        self.padding = padding
    }

    /// Whether each voxel belongs to one window.
    public var isPartition: Bool { stride == size && padding == Triple(0) }

    /// The extent of the output; nil where the windows do not fit.
    public func output(of input: Extent) -> Extent? {
        func count(_ axis: KeyPath<Triple, Int>, _ length: Int) -> Int {
            let (size, stride, padding) = (size[keyPath: axis], stride[keyPath: axis], padding[keyPath: axis])
            if isPartition { return length % size == 0 ? length / size : 0 }
            let span = length + 2 * padding - size
            return span < 0 ? 0 : span / stride + 1
        }
        let (depth, height, width) = (count(\.depth, input.depth), count(\.height, input.height), count(\.width, input.width))
        return min(depth, height, width) > 0 ? Extent(depth, height, width) : nil
    }
}

extension MaxPool: Codable {
    private enum Key: String, CodingKey { case size, stride, padding }

    /// `stride` and `padding` may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(size: try container.decode(Triple.self, forKey: .size), stride: try container.decodeIfPresent(Triple.self, forKey: .stride),
                  padding: try container.decodeIfPresent(Triple.self, forKey: .padding) ?? Triple(0))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(size, forKey: .size)
        try container.encode(stride, forKey: .stride)
        try container.encode(padding, forKey: .padding)
    }
}
