import Tensors

/// How a training patch is made different each time: geometry for all modalities alike, intensity for each alone.
public struct Augmentation: Sendable, Hashable, Codable {
    /// Probability that an axis is mirrored.
    public var mirror: Float = 0.5
    /// Sizes are scaled by up to this fraction, up or down.
    public var scale: Float = 0.2
    /// Largest rotation about each axis, in radians.
    public var rotation: Float = 0.3
    /// Contrast is scaled, and brightness shifted (in standard deviations), by up to this much.
    public var intensity: Float = 0.25
    /// Largest logarithm of the slope of a random rising curve that replaces the intensities.
    public var curve: Float = 0.7
    /// Largest relative change of brightness across the patch, as a receive coil's position makes it.
    public var bias: Float = 0.15
    /// Slices of up to this many voxels are imitated, along one axis or all.
    public var thickness: Float = 4
    /// Largest standard deviation of added noise.
    public var noise: Float = 0.15
    /// Probability that another case's tumour is put into the brain, at its own place or that mirrored; what of it lies in the patch is seen.
    public var transplant: Float = 0

    public init() {}

    /// None of it.
    public static var none: Augmentation {
        var off = Augmentation()
        (off.mirror, off.scale, off.rotation, off.intensity, off.curve, off.bias, off.thickness, off.noise, off.transplant) = (0, 0, 0, 0, 0, 0, 1, 0, 0)
        return off
    }

    /// Where a patch lies in its case: a matrix from patch axes to case axes, about two centres.
    struct Placement: Sendable {
        /// Rows: depth, height, width of the case for one step along the patch's depth, height, width.
        var matrix: [SIMD3<Float>]
        var center: SIMD3<Float>

        /// The place in the case of a patch voxel given relative to the patch's centre.
        func position(_ offset: SIMD3<Float>) -> SIMD3<Float> {
            center + matrix[0] * offset.x + matrix[1] * offset.y + matrix[2] * offset.z
        }
    }

    /// A random placement of a patch whose centre shows the given voxel.
    func placement(center: SIMD3<Float>, _ random: inout SeededGenerator) -> Placement {
        var columns = [SIMD3<Float>(1, 0, 0), SIMD3<Float>(0, 1, 0), SIMD3<Float>(0, 0, 1)]
        for axis in 0..<3 {
            let angle = random.uniform(-rotation...rotation)
            columns = columns.map { Augmentation.rotated($0, about: axis, by: angle) }
        }
        for axis in 0..<3 {
            let sign: Float = random.chance(mirror) ? -1 : 1
            columns[axis] *= sign * (1 + random.uniform(-scale...scale))
        }
        return Placement(matrix: columns, center: center)
    }

    private static func rotated(_ v: SIMD3<Float>, about axis: Int, by angle: Float) -> SIMD3<Float> {
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
        // Small angles: a third-order series keeps results equal on all machines.
        let s = angle - angle * angle * angle / 6, c = 1 - angle * angle / 2
        var r = v
        r[a] = c * v[a] - s * v[b]
        r[b] = s * v[a] + c * v[b]
        return r
    }
}
