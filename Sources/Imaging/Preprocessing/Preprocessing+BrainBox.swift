extension Preprocessing {
    /// The smallest box around the brains of all `volumes`, which must have the same dimensions; all of the volume where
    /// none of them differs from its background anywhere.
    public static func brainBox(of volumes: [Volume]) -> Box {
        brainBox(of: volumes, backgrounds: volumes.map(Background.value(of:)), runInOrder)
    }

    /// The same with each volume's background, which is known, on the runner's threads.
    package static func brainBox(of volumes: [Volume], backgrounds: [Float], _ run: TaskRunner) -> Box {
        precondition(!volumes.isEmpty, "brain box of no volumes")
        let size = volumes[0].grid.dimensions
        for volume in volumes { precondition(volume.grid.dimensions == size, "\(volume.grid.dimensions) beside \(size)") }
        let slabs = min(size.z, 16)
        var found = [BrainBounds](repeating: BrainBounds(), count: volumes.count * slabs)
        found.withUnsafeMutableBufferPointer { found in
            run(found.count) { task in
                let (volume, slab) = (task / slabs, task % slabs)
                volumes[volume].voxels.withUnsafeBufferPointer {
                    found[task].extend($0, size: size, slices: size.z * slab / slabs..<size.z * (slab + 1) / slabs, background: backgrounds[volume])
                }
            }
        }
        let bounds = found.reduce(into: BrainBounds()) { $0.extend($1) }
        return bounds.box ?? Box(depth: 0..<size.z, height: 0..<size.y, width: 0..<size.x)
    }
}

/// The least and greatest indices (i, j, k) seen.
private struct BrainBounds {
    var lower = SIMD3<Int>(repeating: .max)
    var upper = SIMD3<Int>(repeating: -1)

    mutating func extend(_ other: BrainBounds) {
        lower = pointwiseMin(lower, other.lower)
        upper = pointwiseMax(upper, other.upper)
    }

    /// Looks at some slices. Of a row in known bounds only what lies outside them is read.
    mutating func extend(_ voxels: UnsafeBufferPointer<Float>, size: SIMD3<Int>, slices: Range<Int>, background: Float) {
        for k in slices {
            for j in 0..<size.y {
                let row = voxels.baseAddress! + (k * size.y + j) * size.x
                let isKnown = lower.y <= j && j <= upper.y && k <= upper.z && lower.z <= k
                let first = BrainBounds.first(row, 0..<(isKnown ? lower.x : size.x), differingFrom: background)
                if let first { extend(SIMD3(first, j, k)) } else if !isKnown { continue }
                if let last = BrainBounds.last(row, upper.x + 1..<size.x, differingFrom: background) { extend(SIMD3(last, j, k)) }
            }
        }
    }

    private static func first(_ row: UnsafePointer<Float>, _ range: Range<Int>, differingFrom background: Float) -> Int? {
        var index = range.lowerBound
        // Most of a volume is background: pass over it in vectors.
        let vector = SIMD16<Float>(repeating: background)
        while index + 16 <= range.upperBound,
              UnsafeRawPointer(row + index).loadUnaligned(as: SIMD16<Float>.self) == vector { index += 16 }
        return (index..<range.upperBound).first { row[$0] != background }
    }

    private static func last(_ row: UnsafePointer<Float>, _ range: Range<Int>, differingFrom background: Float) -> Int? {
        var end = range.upperBound
        let vector = SIMD16<Float>(repeating: background)
        while end - 16 >= range.lowerBound,
              UnsafeRawPointer(row + end - 16).loadUnaligned(as: SIMD16<Float>.self) == vector { end -= 16 }
        return (range.lowerBound..<end).last { row[$0] != background }
    }

    private mutating func extend(_ voxel: SIMD3<Int>) { extend(BrainBounds(lower: voxel, upper: voxel)) }

    var box: Box? {
        guard upper.x >= 0 else { return nil }
        return Box(depth: lower.z..<(upper.z + 1), height: lower.y..<(upper.y + 1), width: lower.x..<(upper.x + 1))
    }
}
