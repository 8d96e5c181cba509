import Tensors

/// A grey image with its labels, both `[D, H, W]` in RAS+, addressed by axis: 0 width, 1 height, 2 depth.
struct LabelledVolume: Sendable {
    let image: [Float]
    let labels: [UInt8]
    /// The number of voxels along each axis.
    let size: SIMD3<Int>
    /// The distance in mm between voxel centres along each axis.
    let spacing: SIMD3<Float>

    init(image: [Float], labels: [UInt8], extent: Extent, spacing: (depth: Float, height: Float, width: Float)) {
        precondition(image.count == extent.voxels, "\(image.count) intensities for \(extent)")
        precondition(labels.count == extent.voxels, "\(labels.count) labels for \(extent)")
        precondition(min(spacing.depth, spacing.height, spacing.width) > 0, "spacing \(spacing) must be positive")
        self.image = image
        self.labels = labels
        size = SIMD3(extent.width, extent.height, extent.depth)
        self.spacing = SIMD3(spacing.width, spacing.height, spacing.depth)
    }

    func index(_ voxel: SIMD3<Int>) -> Int { (voxel.z * size.y + voxel.y) * size.x + voxel.x }

    /// The smallest box around every voxel that is not background, widened by `margin` mm; all of the volume if there is none.
    func brainBox(margin: Float) -> (lower: SIMD3<Int>, upper: SIMD3<Int>) {
        var (lower, upper) = (size &- 1, SIMD3<Int>.zero)
        visit { voxel, index in
            guard image[index] != 0 || labels[index] != 0 else { return }
            lower.replace(with: voxel, where: voxel .< lower)
            upper.replace(with: voxel, where: voxel .> upper)
        }
        guard lower.x <= upper.x else { return (.zero, size &- 1) }
        for axis in 0..<3 {
            let extra = Int((margin / spacing[axis]).rounded(.up))
            lower[axis] = max(lower[axis] - extra, 0)
            upper[axis] = min(upper[axis] + extra, size[axis] - 1)
        }
        return (lower, upper)
    }

    /// How many voxels of each slice along an axis are labelled.
    func lesionAreas(along axis: Int) -> [Int] {
        var areas = [Int](repeating: 0, count: size[axis])
        visit { voxel, index in
            if labels[index] != 0 { areas[voxel[axis]] += 1 }
        }
        return areas
    }

    private func visit(_ body: (SIMD3<Int>, Int) -> Void) {
        var index = 0
        for z in 0..<size.z {
            for y in 0..<size.y {
                for x in 0..<size.x {
                    body(SIMD3(x, y, z), index)
                    index += 1
                }
            }
        }
    }
}
