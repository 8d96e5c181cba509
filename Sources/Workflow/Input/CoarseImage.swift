import Imaging

/// Every few voxels of an image: enough to tell whether it is one of the brain that the others show.
package struct CoarseImage: Sendable {
    /// How far apart the voxels are at least, in mm, unless the image's own are farther.
    static let spacing = 4.0

    /// Voxels along i, j and k.
    let size: SIMD3<Int>
    /// mm between them.
    let spacing: SIMD3<Double>
    /// `[k, j, i]`.
    let values: [Float]
    let background: Float

    package init(_ volume: Volume) {
        let (dimensions, apart) = (volume.grid.dimensions, volume.grid.spacing)
        let steps = pointwiseMin(pointwiseMax(SIMD3<Int>((CoarseImage.spacing / apart).rounded(.toNearestOrAwayFromZero)), .one), dimensions)
        let size = (dimensions &+ steps &- 1) / steps
        background = Background.value(of: volume)
        values = volume.voxels.withUnsafeBufferPointer { voxels in
            var values: [Float] = []
            values.reserveCapacity(size.x * size.y * size.z)
            for k in 0..<size.z {
                for j in 0..<size.y {
                    let row = (k * steps.z * dimensions.y + j * steps.y) * dimensions.x
                    for i in 0..<size.x { values.append(voxels[row + i * steps.x]) }
                }
            }
            return values
        }
        (self.size, spacing) = (size, apart * SIMD3<Double>(steps))
    }

    /// The volume of what is not background, in litres.
    package var litres: Double { Double(values.count { $0 != background }) * spacing.x * spacing.y * spacing.z * 1e-6 }

    /// What is not background, by index.
    var brain: [Int] { values.indices.filter { values[$0] != background } }
}
