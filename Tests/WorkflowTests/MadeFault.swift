import Foundation
import Imaging

/// What can be wrong with a good case, made so.
enum MadeFault {
    /// The same volume with its content shifted by so many voxels along each axis of its grid.
    static func shifted(_ volume: Volume, by voxels: SIMD3<Double>) -> Volume {
        var grid = volume.grid.plain
        grid.sform.matrix.origin = grid.affine.position(voxels)
        return brought(volume, from: grid)
    }

    /// The same volume with its content turned around an axis of the scanner through the middle.
    static func turned(_ volume: Volume, degrees: Double, axis: Int) -> Volume {
        let grid = volume.grid.plain, angle = degrees * .pi / 180, (a, b) = ((axis + 1) % 3, (axis + 2) % 3)
        func turned(_ vector: SIMD3<Double>) -> SIMD3<Double> {
            var result = vector
            (result[a], result[b]) = (vector[a] * cos(angle) - vector[b] * sin(angle), vector[a] * sin(angle) + vector[b] * cos(angle))
            return result
        }
        let own = grid.affine, middle = own.position(SIMD3<Double>(grid.dimensions &- 1) / 2)
        let affine = Affine(i: turned(own.i), j: turned(own.j), k: turned(own.k), origin: turned(own.origin - middle) + middle)
        return brought(volume, from: Grid(dimensions: grid.dimensions, affine: affine))
    }

    /// The same volume with 8 mm of dark bone and 10 mm of bright scalp around the brain, as far as the grid reaches.
    static func withHead(_ volume: Volume) -> Volume {
        let background = Background.value(of: volume), size = volume.grid.dimensions, spacing = volume.grid.spacing
        let sorted = volume.voxels.filter { $0 != background }.sorted(), middle = sorted[sorted.count / 2]
        var distance = volume.voxels.map { $0 == background ? Double.infinity : 0 }
        // Two sweeps along each axis: distances along the axes, which is enough for a head's shape.
        for axis in 0..<3 {
            let stride = [1, size.x, size.x * size.y][axis]
            for index in distance.indices where index / stride % size[axis] > 0 { distance[index] = min(distance[index], distance[index - stride] + spacing[axis]) }
            for index in distance.indices.reversed() where index / stride % size[axis] + 1 < size[axis] {
                distance[index] = min(distance[index], distance[index + stride] + spacing[axis])
            }
        }
        var head = volume
        for index in distance.indices where distance[index] > 0 {
            if distance[index] < 8 { head.voxels[index] = background + (middle - background) * 0.1 } else if distance[index] < 18 {
                head.voxels[index] = background + (middle - background) * 1.5
            }
        }
        return head
    }

    private static func brought(_ volume: Volume, from grid: Grid) -> Volume {
        let background = Background.value(of: volume)
        let voxels = Resampling(from: grid, to: volume.grid).apply(volume.voxels, background: background, runInOrder).voxels
        return Volume(grid: volume.grid, voxels: voxels, source: volume.source)
    }
}

extension Grid {
    /// The same place, told by an sform in mm alone.
    fileprivate var plain: Grid { Grid(dimensions: dimensions, affine: affine) }
}
