/// Brings voxels from one grid onto another by trilinear interpolation, whatever the grids' directions.
///
/// A voxel reaches half a voxel to each side of its centre; a target voxel whose centre lies beyond all of them has nothing to read.
/// Where the target is much coarser than the source along one of the source's axes, the source is smoothed along that axis first (see `blur`).
package struct Resampling: Sendable {
    package let source, target: Grid
    /// From a voxel index of the target to one of the source, which need not be whole.
    let map: Affine

    /// The way from one grid to another.
    package init(from source: Grid, to target: Grid) {
        (self.source, self.target) = (source, target)
        map = source.affine.inverse.after(target.affine)
    }

    /// How far beyond the outermost voxels' faces a position counts as inside, in voxels: above float32 rounding of two headers.
    private static let slack = 1e-3

    /// Voxels `[k, j, i]` of the source on the target.
    ///
    /// With a `background`, the outline stays as sharp as it was: a target voxel is background if less than half of what it reads is not
    /// background, and otherwise the weighted mean of that. Inside and without one, values are those of plain trilinear interpolation.
    /// A value that all read voxels share comes out with the same bits.
    ///
    /// - Parameters:
    ///   - background: The value outside the brain; nil if there is none, and then 0 fills what lies outside the source.
    /// - Returns: The voxels, and how many of them lie inside the source.
    package func apply(_ voxels: [Float], background: Float?, _ run: TaskRunner) -> (voxels: [Float], inside: Int) {
        precondition(voxels.count == source.count, "\(voxels.count) voxels for a grid of \(source.count)")
        let smooth = smoothed(voxels, background: background, run)
        let size = target.dimensions
        var counts = [Int](repeating: 0, count: size.z)
        let result = smooth.withUnsafeBufferPointer { smooth in
            let sampler = TrilinearSampler(voxels: smooth.baseAddress!, size: source.dimensions, background: background)
            return [Float](unsafeUninitializedCapacity: target.count) { result, count in
                let base = result.baseAddress!
                counts.withUnsafeMutableBufferPointer { counts in
                    run(size.z) { k in
                        for j in 0..<size.y {
                            let start = map.position(SIMD3(0, Double(j), Double(k)))
                            counts[k] += fill(base + (k * size.y + j) * size.x, from: start, sampler)
                        }
                    }
                }
                count = target.count
            }
        }
        return (result, counts.reduce(0, +))
    }

    /// Fills a row of the target whose first voxel lies at `start`; returns how many lie inside the source.
    private func fill(_ row: UnsafeMutablePointer<Float>, from start: SIMD3<Double>, _ sampler: TrilinearSampler) -> Int {
        let inside = inside(from: start), width = target.dimensions.x
        let outside = sampler.background ?? 0
        row.update(repeating: outside, count: inside.lowerBound)
        sampler.fill(row, inside, start: start, step: map.i)
        (row + inside.upperBound).update(repeating: outside, count: width - inside.upperBound)
        return inside.count
    }

    /// The part of a row that lies inside the source.
    private func inside(from start: SIMD3<Double>) -> Range<Int> {
        var (lower, upper) = (0.0, Double(target.dimensions.x - 1))
        for axis in 0..<3 {
            let (least, most) = (-0.5 - Resampling.slack, Double(source.dimensions[axis]) - 0.5 + Resampling.slack)
            let (position, step) = (start[axis], map.i[axis])
            if abs(step) < 1e-12 {
                guard least...most ~= position else { return 0..<0 }
                continue
            }
            let (a, b) = ((least - position) / step, (most - position) / step)
            (lower, upper) = (max(lower, min(a, b)), min(upper, max(a, b)))
        }
        guard lower.rounded(.up) <= upper.rounded(.down) else { return 0..<0 }
        return Int(lower.rounded(.up))..<Int(upper.rounded(.down)) + 1
    }
}
