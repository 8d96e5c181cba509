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
        for tilt in [0, 0.25] {
            let volume = Volume(grid: grid(permutation, signs: signs, tilt: tilt), voxels: (0..<60).map(Float.init))
            let orientation = Orientation(of: volume.grid)
            let canonical = orientation.canonical(volume)
            for (index, value) in canonical.voxels.enumerated() {
                let there = position(index, canonical.grid), here = position(Int(value), volume.grid)
                #expect(((there - here) * (there - here)).sum() < 1e-10, "mm²")
            }
            #expect(Orientation(of: canonical.grid).code == "RAS")
        }
    }

    /// A slice's number says where its voxels lie in the file, whatever way the file's axes run.
    @Test(arguments: permutations, 0..<8)
    func slicesHaveTheFilesNumbers(permutation: [Int], signs: Int) {
        let orientation = Orientation(of: grid(permutation, signs: signs, tilt: 0.1)), size = orientation.canonicalGrid.dimensions
        let box = Box(depth: 1..<size.z, height: 0..<size.y, width: 2..<size.x), numbers = SliceNumbers(box, orientation)
        // In the file each voxel tells its place in it.
        let canonical = orientation.canonical((0..<60).map { $0 })
        for offset in 0..<min(box.depth.count, box.height.count, box.width.count) {
            let place = canonical[((1 + offset) * size.y + offset) * size.x + 2 + offset], file = SIMD3(place % 3, place / 3 % 4, place / 12)
            for axis in 0..<3 { #expect(numbers.first[axis] + offset * numbers.step[axis] == file[orientation.sourceAxes[axis]] + 1) }
        }
        #expect(numbers.total == size)
    }

    @Test(arguments: permutations, 0..<8)
    func masksReturnExactly(permutation: [Int], signs: Int) {
        let orientation = Orientation(of: grid(permutation, signs: signs, tilt: 0.1))
        let mask = (0..<60).map(UInt8.init)
        #expect(orientation.restored(orientation.canonical(mask)) == mask)
        #expect(orientation.canonical(orientation.restored(mask)) == mask)
    }

    @Test(arguments: permutations, 0..<8)
    func boxesAreCutAndPutBackWithoutReorderingTheRest(permutation: [Int], signs: Int) {
        let orientation = Orientation(of: grid(permutation, signs: signs, tilt: 0.1)), size = orientation.canonicalGrid.dimensions
        let whole = (0..<60).map(UInt8.init), canonical = orientation.canonical(whole)
        let inGrid = Box(depth: 1..<4, height: 2..<4, width: 0..<2), box = orientation.canonical(inGrid)
        let expected = box.depth.flatMap { d in box.height.flatMap { h in box.width.map { w in canonical[(d * size.y + h) * size.x + w] } } }
        #expect(expected.sorted() == inGrid.depth.flatMap { d in inGrid.height.flatMap { h in inGrid.width.map { w in UInt8((d * 4 + h) * 3 + w) } } })
        var cut = [Float](repeating: -1, count: box.count)
        cut.withUnsafeMutableBufferPointer { cut in
            whole.map(Float.init).withUnsafeBufferPointer { whole in
                let slice = box.height.count * box.width.count
                for d in 0..<box.depth.count { orientation.cut(box, depth: d, from: whole, into: cut.baseAddress! + d * slice) }
            }
        }
        #expect(cut == expected.map(Float.init))
        #expect(orientation.restored(expected, of: box) == whole.map { expected.contains($0) ? $0 : 0 })
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
