import Tensors

/// Where a voxel lies in the head: the place, size and slight turn of one patient's head in the scanner.
struct HeadPose: Sendable {
    /// The distance in mm between voxel centres, in the order width, height, depth.
    let spacing: SIMD3<Float>
    private let columns: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>)
    private let origin: SIMD3<Float>

    init(_ extent: Extent, from generator: inout SeededGenerator) {
        spacing = HeadPose.spacing(extent)
        let turn = SIMD3(generator.uniform(-1...1), generator.uniform(-1...1), generator.uniform(-1...1)) * 0.035
        let size = SIMD3(generator.uniform(0.97...1.05), generator.uniform(0.97...1.05), generator.uniform(0.98...1.05))
        let shift = SIMD3(generator.uniform(-1...1), generator.uniform(-1...1), generator.uniform(-1...1)) * 1.5
        let axes = HeadPose.rotation(turn)
        columns = (axes.0 * size * spacing.x, axes.1 * size * spacing.y, axes.2 * size * spacing.z)
        let middle = SIMD3(Float(extent.width - 1), Float(extent.height - 1), Float(extent.depth - 1)) / 2
        origin = BrainHull.centre + shift - columns.0 * middle.x - columns.1 * middle.y - columns.2 * middle.z
    }

    /// The point in mm from the anterior commissure at the middle of a voxel.
    func point(_ i: Int, _ j: Int, _ k: Int) -> SIMD3<Float> {
        origin + columns.0 * Float(i) + columns.1 * Float(j) + columns.2 * Float(k)
    }

    /// The spacing at which a head 170 mm long fits the extent: the same along all axes, unless that would leave the head
    /// much smaller than the image across the slices.
    static func spacing(_ extent: Extent) -> SIMD3<Float> {
        let inPlane = max(156 / Float(extent.width), 185 / Float(extent.height))
        let through = 155 / Float(extent.depth)
        guard through <= 1.5 * inPlane, inPlane <= 1.5 * through else { return SIMD3(inPlane, inPlane, through) }
        return SIMD3(repeating: max(inPlane, through))
    }

    /// The turn by small angles (radians, half of them) about the three axes, as the images of the axes.
    private static func rotation(_ half: SIMD3<Float>) -> (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) {
        let scale = 2 / (1 + (half * half).sum())
        func turned(_ v: SIMD3<Float>) -> SIMD3<Float> { v + scale * cross(half, v + cross(half, v)) }
        return (turned(SIMD3(1, 0, 0)), turned(SIMD3(0, 1, 0)), turned(SIMD3(0, 0, 1)))
    }

    private static func cross(_ a: SIMD3<Float>, _ b: SIMD3<Float>) -> SIMD3<Float> {
        SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
    }
}
