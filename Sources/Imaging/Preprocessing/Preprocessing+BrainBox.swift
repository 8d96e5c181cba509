extension Preprocessing {
    /// The smallest box around the brains of all `volumes`, which must have the same dimensions; all of the volume where
    /// none of them differs from its background anywhere.
    public static func brainBox(of volumes: [Volume]) -> Box {
        precondition(!volumes.isEmpty, "brain box of no volumes")
        let size = volumes[0].grid.dimensions
        var bounds = Bounds()
        for volume in volumes {
            precondition(volume.grid.dimensions == size, "\(volume.grid.dimensions) beside \(size)")
            let background = Background.value(of: volume)
            volume.voxels.withUnsafeBufferPointer { bounds.extend($0, size: size, background: background) }
        }
        return bounds.box ?? Box(depth: 0..<size.z, height: 0..<size.y, width: 0..<size.x)
    }

    /// The least and greatest indices (i, j, k) seen.
    private struct Bounds {
        var lower = SIMD3<Int>(repeating: .max)
        var upper = SIMD3<Int>(repeating: -1)

        mutating func extend(_ voxels: UnsafeBufferPointer<Float>, size: SIMD3<Int>, background: Float) {
            for k in 0..<size.z {
                for j in 0..<size.y {
                    let row = UnsafeBufferPointer(rebasing: voxels[((k * size.y + j) * size.x)..<((k * size.y + j + 1) * size.x)])
                    guard let first = row.firstIndex(where: { $0 != background }),
                        let last = row.lastIndex(where: { $0 != background })
                    else { continue }
                    lower = pointwiseMin(lower, SIMD3(first, j, k))
                    upper = pointwiseMax(upper, SIMD3(last, j, k))
                }
            }
        }

        var box: Box? {
            guard upper.x >= 0 else { return nil }
            return Box(
                depth: lower.z..<(upper.z + 1), height: lower.y..<(upper.y + 1), width: lower.x..<(upper.x + 1))
        }
    }
}
