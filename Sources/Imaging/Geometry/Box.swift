/// A part of a volume: half-open ranges of voxel indices along depth (k), height (j) and width (i).
public struct Box: Equatable, Sendable {
    public var depth: Range<Int>
    public var height: Range<Int>
    public var width: Range<Int>

    public init(depth: Range<Int>, height: Range<Int>, width: Range<Int>) {
        (self.depth, self.height, self.width) = (depth, height, width)
    }

    /// The number of voxels inside.
    public var count: Int { depth.count * height.count * width.count }
}
