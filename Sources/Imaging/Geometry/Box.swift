import Tensors

/// A part of a volume: half-open ranges of voxel indices along depth (k), height (j) and width (i).
public struct Box: Equatable, Sendable {
    /// Along k.
    public var depth: Range<Int>
    /// Along j.
    public var height: Range<Int>
    /// Along i.
    public var width: Range<Int>

    /// The box with these ranges.
    public init(depth: Range<Int>, height: Range<Int>, width: Range<Int>) {
        (self.depth, self.height, self.width) = (depth, height, width)
    }

    /// The number of voxels inside.
    public var count: Int { depth.count * height.count * width.count }
}

extension Box {
    /// `[D, H, W]`.
    public var extent: Extent { Extent(depth.count, height.count, width.count) }

    /// The elements of the box out of a volume of the given extent.
    public func cut<Element>(_ elements: [Element], from whole: Extent) -> [Element] {
        var result: [Element] = []
        result.reserveCapacity(count)
        for d in depth {
            for h in height {
                let row = (d * whole.height + h) * whole.width
                result += elements[row + width.lowerBound..<row + width.upperBound]
            }
        }
        return result
    }
}
