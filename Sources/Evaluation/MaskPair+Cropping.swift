import Imaging
import Tensors

extension Extent {
    /// The smallest box that holds the marked voxels and `margin` around them; nil where there are none.
    func box(margin: Int, holding isMarked: (Int) -> Bool) -> Box? {
        var (low, high) = (SIMD3(Int.max, Int.max, Int.max), SIMD3(-1, -1, -1))
        var index = 0
        for d in 0..<depth {
            for h in 0..<height {
                for w in 0..<width {
                    if isMarked(index) {
                        low = pointwiseMin(low, SIMD3(d, h, w))
                        high = pointwiseMax(high, SIMD3(d, h, w))
                    }
                    index += 1
                }
            }
        }
        guard high.x >= 0 else { return nil }
        let (first, end) = (pointwiseMax(low &- margin, .zero), pointwiseMin(high &+ 1 &+ margin, SIMD3(depth, height, width)))
        return Box(depth: first.x..<end.x, height: first.y..<end.y, width: first.z..<end.z)
    }

    /// The smallest box that holds voxels given by index, at least one.
    func box(holding voxels: [Int]) -> Box {
        var (low, high) = (SIMD3(Int.max, Int.max, Int.max), SIMD3(-1, -1, -1))
        for voxel in voxels {
            let place = SIMD3(voxel / (height * width), voxel / width % height, voxel % width)
            (low, high) = (pointwiseMin(low, place), pointwiseMax(high, place))
        }
        return Box(depth: low.x..<high.x + 1, height: low.y..<high.y + 1, width: low.z..<high.z + 1)
    }

    /// A mask of a box, [D, H, W], with 1 at the voxels of this extent that are given by index.
    func mask(of voxels: [Int], in box: Box) -> [UInt8] {
        var mask = [UInt8](repeating: 0, count: box.count)
        for voxel in voxels {
            let (d, h, w) = (voxel / (height * width) - box.depth.lowerBound, voxel / width % height - box.height.lowerBound, voxel % width - box.width.lowerBound)
            mask[(d * box.height.count + h) * box.width.count + w] = 1
        }
        return mask
    }
}

extension MaskPair {
    /// The same region without what is background of both around it; nil where both masks are empty.
    func cropped() -> MaskPair? {
        let box = prediction.withUnsafeBufferPointer { p in
            truth.withUnsafeBufferPointer { t in extent.box(margin: 0) { p[$0] | t[$0] != 0 } }
        }
        guard let box else { return nil }
        return MaskPair(prediction: box.cut(prediction, from: extent), truth: box.cut(truth, from: extent),
                        box.extent, spacing: spacing, outside: outside + extent.voxels - box.count)
    }
}
