import Imaging
import TestSupport
import Testing

/// Volumes on other grids, beside SciPy's and nibabel's numbers (Fixtures/resampling/make.py).
@Suite struct ResamplingTests {
    private let source: Volume

    init() throws { source = try ResamplingTests.read("source") }

    private static func read(_ name: String) throws -> Volume { try NIfTIReader.read(Repository.path("Fixtures/resampling/\(name).nii.gz")) }

    private func resampled(_ target: Grid, of volume: Volume? = nil, background: Float? = nil) -> [Float] {
        let volume = volume ?? source
        return Resampling(from: volume.grid, to: target).apply(volume.voxels, background: background, runInOrder).voxels
    }

    @Test(arguments: ["oblique", "exchanged", "coarse"]) func valuesAreThoseOfSciPy(name: String) throws {
        let expected = try Self.read(name)
        let found = resampled(expected.grid)
        // Values reach 300, and positions are rounded where the weights are.
        let farthest = zip(found, expected.voxels).map { abs($0 - $1) }.max()!
        #expect(farthest < 1e-4, "\(farthest)")
        #expect(Set(found.map { $0 == 0 }).count == (name == "exchanged" ? 1 : 2))
    }

    @Test func onlyMuchCoarserGridsAreSmoothedFor() throws {
        #expect(try Resampling(from: source.grid, to: Self.read("oblique").grid).blur == .zero)
        let blur = try Resampling(from: source.grid, to: Self.read("coarse").grid).blur
        #expect(blur.x > 0.5 && blur.y > 0.5 && blur.z == 0)
        var doubled = source.grid
        (doubled.sform.matrix.j, doubled.dimensions.y) = (doubled.sform.matrix.j * 2, 6)
        // (2² - 1) / (8 ln 2)
        #expect(abs(Resampling(from: source.grid, to: doubled).blur.y - 0.7355) < 1e-3)
    }

    @Test func theOwnGridChangesNoMoreThanRounding() {
        for background in [nil, source.voxels[0]] {
            #expect(zip(resampled(source.grid, background: background), source.voxels).allSatisfy { abs($0 - $1) < 1e-3 })
        }
    }

    @Test func exchangedAndReversedAxesOnlyReorder() throws {
        let found = resampled(try Self.read("exchanged").grid)
        #expect(zip(found.sorted(), source.voxels.sorted()).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    /// A background that is no zero, as standardised images have it.
    @Test(arguments: ["oblique", "coarse"]) func equalVoxelsKeepTheirBits(name: String) throws {
        let value: Float = -0.7316
        let constant = Volume(grid: source.grid, voxels: source.voxels.map { _ in value })
        let target = try Self.read(name).grid
        #expect(Set(resampled(target, of: constant)) == [0, value])
        #expect(Set(resampled(target, of: constant, background: value)) == [value])
        #expect(Set(resampled(target, of: constant, background: 3)) == [3, value])
    }

    /// Half of the voxels along j are brain: none of the others' value gets into it, and the outline is where it was.
    @Test(arguments: ["oblique", "coarse"]) func theOutlineStaysSharp(name: String) throws {
        let target = try Self.read(name).grid, width = source.grid.dimensions.x, height = source.grid.dimensions.y
        let isBrain = source.voxels.indices.map { $0 / width % height < 6 }
        let image = Volume(grid: source.grid, voxels: isBrain.map { $0 ? 50 : 0 })
        let found = resampled(target, of: image, background: 0)
        #expect(found.allSatisfy { $0 == 0 || abs($0 - 50) < 1e-4 })
        let map = source.grid.affine.inverse.after(target.affine)
        for index in found.indices where found[index] != 0 {
            let place = SIMD3(index % target.dimensions.x, index / target.dimensions.x % target.dimensions.y, index / target.dimensions.x / target.dimensions.y)
            #expect(map.position(SIMD3<Double>(place)).y < 5.5 + 1e-6)
        }
        #expect(Double(found.count { $0 != 0 }) * target.voxelVolume > 0.3 * Double(isBrain.count { $0 }) * source.grid.voxelVolume)
    }

    @Test func voxelsReachHalfAVoxelBeyondTheirCentres() {
        let line = Grid(dimensions: SIMD3(2, 2, 2), affine: Affine(rows: SIMD4(2, 0, 0, 0), SIMD4(0, 2, 0, 0), SIMD4(0, 0, 2, 0)))
        let target = Grid(dimensions: SIMD3(9, 1, 1), affine: Affine(rows: SIMD4(1, 0, 0, -3), SIMD4(0, 1, 0, 0), SIMD4(0, 0, 1, 0)))
        let (voxels, inside) = Resampling(from: line, to: target).apply([10, 20, 10, 20, 10, 20, 10, 20], background: nil, runInOrder)
        // At -3, -2, … 5 mm; the faces lie at -1 and 3 mm.
        #expect(voxels == [0, 0, 10, 10, 15, 20, 20, 0, 0] && inside == 5)
    }

    @Test func theAffineIsInverted() {
        let affine = source.grid.affine, there = affine.inverse.after(affine)
        for (vector, expected) in [(there.i, SIMD3(1.0, 0, 0)), (there.j, SIMD3(0, 1, 0)), (there.k, SIMD3(0, 0, 1)), (there.origin, .zero)] {
            #expect(((vector - expected) * (vector - expected)).sum() < 1e-24)
        }
    }

    @Test func partsAndCubesLieWhereTheGridLies() throws {
        let grid = source.grid, part = grid.part(Box(depth: 2..<5, height: 1..<9, width: 3..<4))
        #expect(part.dimensions == SIMD3(1, 8, 3))
        #expect(distance(part.affine.position(SIMD3(0, 2, 1)), grid.affine.position(SIMD3(3, 3, 3))) < 1e-4)
        let cubes = grid.spaced(.one)
        // 13 × 0.9, 12 × 1.1, 7 × 2.5 mm
        #expect(cubes.dimensions == SIMD3(12, 14, 18) && (cubes.spacing - 1).max() < 1e-6)
        #expect(distance(cubes.affine.position(SIMD3<Double>(cubes.dimensions &- 1) / 2), grid.affine.position(SIMD3<Double>(grid.dimensions &- 1) / 2)) < 1e-4)
        #expect(cubes.spaced(.one).dimensions == cubes.dimensions)
        let blocks = grid.spaced(SIMD3(3, 0.5, 7))
        #expect(blocks.dimensions == SIMD3(4, 27, 3) && (blocks.spacing - SIMD3(3, 0.5, 7)).max() < 1e-6 && grid.spacedCount(SIMD3(3, 0.5, 7)) == 324)
    }

    /// Millions of a grid's voxels to one of the target: no weight lies beyond the grid, and there is always a voxel.
    @Test func slicesMuchThinnerThanTheTargetAreOne() {
        let thin = Grid(dimensions: SIMD3(3, 4, 5), affine: Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1e-6), origin: .zero))
        let target = thin.spaced(.one)
        #expect(target.dimensions == SIMD3(3, 4, 1) && thin.spacedCount(SIMD3(1e9, 1e-9, 1)) == 4e9)
        let voxels = (0..<60).map { Float($0 / 12) }
        #expect(Resampling(from: thin, to: target).apply(voxels, background: nil, runInOrder).voxels.allSatisfy { abs($0 - 2) < 1e-4 })
    }

    private func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double { ((a - b) * (a - b)).sum().squareRoot() }
}
