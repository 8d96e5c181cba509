import Imaging
import Testing

/// All 48 ways to lie along the axes, and oblique ones near them.
struct OrientationTests {
    private static let permutations = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]

    /// A 3×4×5 grid whose axis n runs along world axis `permutation[n]`, reversed where bit n of `signs` is set, tilted by `tilt`.
    private func grid(_ permutation: [Int], signs: Int, tilt: Double) -> Grid {
        let columns = (0..<3).map { axis in
            var column = SIMD3<Double>(repeating: tilt)
            column[permutation[axis]] = Double(axis + 1) * (signs >> axis & 1 == 0 ? 1 : -1)
            return column
        }
        let affine = Affine(i: columns[0], j: columns[1], k: columns[2], origin: SIMD3(7, -8, 9))
        return Grid(dimensions: SIMD3(3, 4, 5), affine: affine)
    }

    @Test(arguments: permutations, 0..<8)
    func everyVoxelKeepsItsPlaceInTheWorld(permutation: [Int], signs: Int) {
        for tilt in [0, 0.2] {
            let volume = Volume(grid: grid(permutation, signs: signs, tilt: tilt), voxels: (0..<60).map(Float.init))
            let orientation = Orientation(of: volume.grid)
            let canonical = orientation.canonical(volume)
            for (index, value) in canonical.voxels.enumerated() {
                let there = position(index, canonical.grid), here = position(Int(value), volume.grid)
                #expect(((there - here) * (there - here)).sum() < 1e-20)
            }
            #expect(Orientation(of: canonical.grid).code == "RAS")
        }
    }

    @Test(arguments: permutations, 0..<8)
    func masksReturnExactly(permutation: [Int], signs: Int) {
        let orientation = Orientation(of: grid(permutation, signs: signs, tilt: 0.1))
        let mask = (0..<60).map(UInt8.init)
        #expect(orientation.restored(orientation.canonical(mask)) == mask)
        #expect(orientation.canonical(orientation.restored(mask)) == mask)
    }

    @Test(arguments: permutations, 0..<8)
    func codeNamesTheAxes(permutation: [Int], signs: Int) {
        let letters = (0..<3).map { axis in Array(signs >> axis & 1 == 0 ? "RAS" : "LPI")[permutation[axis]] }
        #expect(Orientation(of: grid(permutation, signs: signs, tilt: 0.1)).code == String(letters))
    }

    private func position(_ index: Int, _ grid: Grid) -> SIMD3<Double> {
        let size = grid.dimensions
        return grid.affine.position(SIMD3(Double(index % size.x), Double(index / size.x % size.y), Double(index / size.x / size.y)))
    }
}
