import Foundation

/// A small move of a head: a shift along one axis of the grid or a turn around one.
struct HeadMove: Sendable {
    /// Of the turn, around the middle of the grid.
    var rows = [SIMD3(1.0, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)]
    /// mm.
    var shift = SIMD3<Double>.zero

    /// How far is shifted, in mm, and turned, in degrees.
    static let shifts = [8.0, 16], turn = 8.0

    /// Both ways along and around each axis.
    static let all = shifts.flatMap { distance in (0..<6).map { HeadMove(shifted: $0 % 2 == 0 ? distance : -distance, axis: $0 / 2) } }
        + (0..<6).map { HeadMove(turned: ($0 % 2 == 0 ? turn : -turn) * .pi / 180, axis: $0 / 2) }

    init() {}

    private init(shifted distance: Double, axis: Int) { shift[axis] = distance }

    private init(turned angle: Double, axis: Int) {
        let (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
        (rows[a][a], rows[b][b], rows[a][b], rows[b][a]) = (cos(angle), cos(angle), -sin(angle), sin(angle))
    }

    /// Where the voxels with these indices go, nearest voxels of the same grid; -1 for out of it.
    func targets(of voxels: [Int], size: SIMD3<Int>, spacing: SIMD3<Double>) -> [Int] {
        let middle = SIMD3<Double>(size &- 1) * spacing / 2
        return voxels.map { voxel in
            let index = SIMD3(voxel % size.x, voxel / size.x % size.y, voxel / (size.x * size.y))
            let from = SIMD3<Double>(index) * spacing - middle
            let turned = SIMD3((rows[0] * from).sum(), (rows[1] * from).sum(), (rows[2] * from).sum())
            let to = SIMD3<Int>(((turned + shift + middle) / spacing).rounded(.toNearestOrAwayFromZero))
            for axis in 0..<3 where to[axis] < 0 || to[axis] >= size[axis] { return -1 }
            return (to.z * size.y + to.y) * size.x + to.x
        }
    }
}
