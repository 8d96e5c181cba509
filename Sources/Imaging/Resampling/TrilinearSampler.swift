/// Reads a volume between its voxels.
struct TrilinearSampler {
    /// `[k, j, i]`.
    let voxels: UnsafePointer<Float>
    let size: SIMD3<Int>
    /// The value outside the brain; nil if there is none.
    let background: Float?

    /// The eight voxels around a position, in the order of i, j, k, and how far the position lies from the first towards the last.
    private typealias Cell = (SIMD8<Float>, SIMD3<Float>)

    /// Fills the voxels `range` of a row whose voxel n lies at `start + n * step`, an index of this volume.
    func fill(_ row: UnsafeMutablePointer<Float>, _ range: Range<Int>, start: SIMD3<Double>, step: SIMD3<Double>) {
        guard let background else {
            for n in range { row[n] = TrilinearSampler.plain(cell(at: start + Double(n) * step)) }
            return
        }
        for n in range {
            let cell = cell(at: start + Double(n) * step)
            let isOutside = cell.0 .== SIMD8(repeating: background)
            row[n] = any(isOutside) ? TrilinearSampler.bordering(cell, background, isOutside) : TrilinearSampler.plain(cell)
        }
    }

    /// Positions beyond the outermost centres are taken to lie on them.
    @inline(__always) private func cell(at position: SIMD3<Double>) -> Cell {
        let (x, tx, dx) = axis(position.x, size.x)
        let (y, ty, dy) = axis(position.y, size.y)
        let (z, tz, dz) = axis(position.z, size.z)
        let first = voxels + (z * size.y + y) * size.x + x
        let (down, deep) = (dy * size.x, dz * size.y * size.x)
        let values = SIMD8(
            first[0], first[dx], first[down], first[down + dx], first[deep], first[deep + dx], first[deep + down], first[deep + down + dx])
        return (values, SIMD3(tx, ty, tz))
    }

    @inline(__always) private func axis(_ position: Double, _ count: Int) -> (first: Int, rest: Float, step: Int) {
        let clamped = min(max(position, 0), Double(count - 1))
        let first = Int(clamped)
        return (first, Float(clamped - Double(first)), first + 1 < count ? 1 : 0)
    }

    /// Sums of a value and a part of a difference: eight equal voxels give that value, bit for bit.
    @inline(__always) private static func plain(_ cell: Cell) -> Float {
        let (v, t) = cell
        let alongI = v.evenHalf + t.x * (v.oddHalf - v.evenHalf)
        let alongJ = alongI.evenHalf + t.y * (alongI.oddHalf - alongI.evenHalf)
        return alongJ.x + t.z * (alongJ.y - alongJ.x)
    }

    /// The mean of what is not background, if that is half of the cell or more.
    @inline(never) private static func bordering(_ cell: Cell, _ background: Float, _ isOutside: SIMDMask<SIMD8<Int32>>) -> Float {
        let share = plain((SIMD8<Float>(repeating: 1).replacing(with: 0, where: isOutside), cell.1))
        guard share >= 0.5 else { return background }
        let excess = (cell.0 - background).replacing(with: 0, where: isOutside)
        return background + plain((excess, cell.1)) / share
    }
}
