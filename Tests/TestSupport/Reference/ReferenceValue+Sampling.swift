import Networks
import Tensors

/// Operations that change the extent, and sums.
extension ReferenceValue {
    /// The largest value of each window among its voxels that lie in the value.
    public func pooled(_ pool: MaxPool) -> ReferenceValue {
        let (size, stride, padding) = (pool.size, pool.stride, pool.padding)
        var y = ReferenceValue(zeros: Shape(channels: shape.channels, extent: pool.output(of: shape.extent)!))
        for c in 0..<shape.channels {
            y.shape.extent.forEachVoxel { d, h, w in
                var largest = -Double.infinity
                Extent(size.depth, size.height, size.width).forEachVoxel { i, j, k in
                    let (x, y, z) = (d * stride.depth - padding.depth + i, h * stride.height - padding.height + j, w * stride.width - padding.width + k)
                    if shape.extent.contains(x, y, z) { largest = max(largest, self[c, x, y, z]) }
                }
                y[c, d, h, w] = largest
            }
        }
        return y
    }

    /// The mean of each channel.
    public func averaged() -> ReferenceValue {
        let voxels = shape.extent.voxels
        return ReferenceValue(Shape(shape.channels, 1, 1, 1), (0..<shape.channels).map { c in
            elements[c * voxels..<(c + 1) * voxels].reduce(0, +) / Double(voxels)
        })
    }

    /// One voxel, at every voxel of an extent.
    public func spread(over extent: Extent) -> ReferenceValue {
        ReferenceValue(Shape(channels: shape.channels, extent: extent), elements.flatMap { Array(repeating: $0, count: extent.voxels) })
    }

    public func plus(_ other: ReferenceValue) -> ReferenceValue { ReferenceValue(shape, zip(elements, other.elements).map { $0 + $1 }) }

    /// Output o lies at (o + ½) / factor − ½ of the source, but never before its first voxel.
    public func resized(_ resize: Resize) -> ReferenceValue {
        let (e, f) = (shape.extent, resize.factor)
        var y = ReferenceValue(zeros: Shape(shape.channels, e.depth * f.depth, e.height * f.height, e.width * f.width))
        func corners(_ o: Int, _ factor: Int, _ length: Int) -> [(voxel: Int, weight: Double)] {
            if resize.mode == .nearest { return [(o / factor, 1)] }
            let place = max(0, (Double(o) + 0.5) / Double(factor) - 0.5)
            let first = Int(place)
            return [(first, Double(first + 1) - place), (min(first + 1, length - 1), place - Double(first))]
        }
        for c in 0..<shape.channels {
            y.shape.extent.forEachVoxel { d, h, w in
                var sum = 0.0
                for i in corners(d, f.depth, e.depth) {
                    for j in corners(h, f.height, e.height) {
                        for k in corners(w, f.width, e.width) { sum += i.weight * j.weight * k.weight * self[c, i.voxel, j.voxel, k.voxel] }
                    }
                }
                y[c, d, h, w] = sum
            }
        }
        return y
    }
}
