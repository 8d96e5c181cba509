import Imaging
import TestSupport
import Testing

/// Grids: where their affine comes from, and what differs between two.
struct GeometryTests {
    let scratch = Scratch()

    private func grid(_ fixture: NIfTIFixture) throws -> Grid { try NIfTIReader.readGrid(scratch.put(fixture.single)) }

    @Test func sformThenQformThenSpacing() throws {
        var fixture = NIfTIFixture(qformCode: 1, quaternion: [0, 0, 1], offset: [5, 6, 7])
        #expect(try grid(fixture).affineSource == .sform)
        fixture.sformCode = 0
        // A quaternion of (0, 0, 0, 1) turns half around z; pixdim[0] = -1 reverses k.
        #expect(try grid(fixture).affine == Affine(rows: SIMD4(-1.5, 0, 0, 5), SIMD4(0, -2, 0, 6), SIMD4(0, 0, -2.5, 7)))
        fixture.qformCode = 0
        #expect(try grid(fixture).affine == Affine(rows: SIMD4(1.5, 0, 0, 0), SIMD4(0, 2, 0, 0), SIMD4(0, 0, 2.5, 0)))
    }

    @Test func theQformOfBraTS() throws {
        let fixture = NIfTIFixture(pixdim: [1, 1, 1, 1, 0, 0, 0, 0], qformCode: 1, quaternion: [0, 0, 1], offset: [0, 239, 0], sformCode: 0)
        #expect(try grid(fixture).affine == Affine(rows: SIMD4(-1, 0, 0, 0), SIMD4(0, -1, 0, 239), SIMD4(0, 0, 1, 0)))
    }

    @Test func sizes() throws {
        let grid = try grid(NIfTIFixture())
        #expect(grid.spacing == SIMD3(1.5, 2, 2.5))
        #expect(grid.voxelVolume == 7.5)
        #expect((grid.extent.depth, grid.extent.height, grid.extent.width) == (2, 4, 3))
    }

    @Test(arguments: [(1, 1000.0), (2, 1), (3, 0.001), (0, 1), (10, 1), (11, 0.001)])
    func unitsOfLength(code: Int, millimetres: Double) throws {
        #expect(try grid(NIfTIFixture(units: code)).spacing.x == 1.5 * millimetres)
    }

    @Test func equalGrids() throws {
        let grid = try grid(NIfTIFixture())
        #expect(grid.difference(from: grid) == nil)
        var rounded = grid
        rounded.sform.matrix.origin.x += 1e-4
        #expect(grid.difference(from: rounded) == nil)
    }

    @Test func whatDiffersIsNamed() throws {
        let first = try grid(NIfTIFixture())
        var other = first
        other.dimensions.z = 3
        #expect(first.difference(from: other) == "dimensions 3×4×2 against 3×4×3")
        other = first
        other.sform.matrix.origin.y += 1
        #expect(first.difference(from: other) == "origin (10, -20, 30) against (10, -19, 30) mm")
        other = first
        other.sform.matrix.i.x = 1.5
        other.sform.matrix.origin.x = 7
        #expect(first.difference(from: other) == "orientation LAS against RAS; origin (10, -20, 30) against (7, -20, 30) mm")
        other = first
        other.sform.matrix.k.z = 3
        #expect(first.difference(from: other) == "spacing (1.5, 2, 2.5) against (1.5, 2, 3) mm")
        other = first
        (other.sform.matrix.i, other.sform.matrix.j) = (SIMD3(-1.2, 0.9, 0), SIMD3(1.2, 1.6, 0))
        #expect(try #require(first.difference(from: other)).hasPrefix("directions, by up to "))
    }

    @Test func mismatchNamesBothFiles() throws {
        let first = try NIfTIReader.read(scratch.put(NIfTIFixture().single, "a.nii"))
        let second = try NIfTIReader.read(scratch.put(NIfTIFixture(dim: [3, 4, 3, 2, 1, 1, 1, 1]).single, "b.nii"))
        try Volume.requireOneGrid([first, first])
        let expected = ImagingError.gridMismatch(
            first: first.source, second: second.source, difference: "dimensions 3×4×2 against 4×3×2")
        #expect(throws: expected) { try Volume.requireOneGrid([first, first, second]) }
        #expect(expected.description.contains(first.source) && expected.description.contains(second.source))
    }
}
