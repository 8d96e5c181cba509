import Imaging
import ModelFormat
import Tensors
import Testing
import Workflow

@Suite struct AnatomicalAxesTests {
    /// Three letters, one of each pair, in any order: 6 · 8 of them.
    static let all = ["S", "I", "A", "P", "R", "L"].flatMap { a in ["S", "I", "A", "P", "R", "L"].flatMap { b in ["S", "I", "A", "P", "R", "L"].map { a + b + $0 } } }
        .compactMap { AnatomicalAxes($0) }

    @Test func thereAreFortyEight() {
        #expect(AnatomicalAxesTests.all.count == 48)
        for letters in ["", "SA", "SAS", "SAI", "SARL", "sar", "XYZ"] { #expect(AnatomicalAxes(letters) == nil) }
    }

    @Test(arguments: all) func restoringUndoesReordering(axes: AnatomicalAxes) {
        let canonical = Extent(2, 3, 5)
        let elements = Array(0..<30)
        #expect(axes.restored(axes.reordered(elements, canonical: canonical), canonical: canonical) == elements)
    }

    @Test func bratsFilesAreReadAsTheyLie() {
        // A BraTS file's axes i, j, k run L, P, S; [k, i, j] of it is what the published network reads.
        let (x, y, z) = (5, 3, 2), canonical = Extent(2, 3, 5)
        let file = { (i: Int, j: Int, k: Int) in (k * 3 + (y - 1 - j)) * 5 + (x - 1 - i) }
        let expected = (0..<z).flatMap { k in (0..<x).flatMap { i in (0..<y).map { j in file(i, j, k) } } }
        #expect(AnatomicalAxes.brats.reordered(Array(0..<30), canonical: canonical) == expected)
        #expect(AnatomicalAxes.brats.extent(of: canonical) == Extent(2, 5, 3))
    }

    @Test func aCaseIsPreparedAsItsModelSays() throws {
        let affine = Affine(i: SIMD3(-1, 0, 0), j: SIMD3(0, -1, 0), k: SIMD3(0, 0, 1), origin: .zero)
        var random = SeededGenerator(seed: 5)
        var volume = Volume(grid: Grid(dimensions: SIMD3(6, 5, 4), affine: affine), voxels: (0..<120).map { _ in 0.5 + random.uniform() }, source: "here.nii")
        volume.voxels[0] = 0
        let prepared = try PreparedCase([2: volume], preprocessing: { $0 == 2 ? .unchanged : .zScoreOverBrain }, axes: .brats)
        #expect(prepared.box.count == 120 && prepared.images[2]!.shape == Shape(1, 4, 6, 5))
        let expected: [Float] = (0..<4).flatMap { k in (0..<6).flatMap { i in (0..<5).map { (j: Int) -> Float in volume.voxels[(k * 5 + j) * 6 + i] } } }
        #expect(prepared.images[2]!.planarElements() == expected)
        #expect(prepared.canonicalImage(2) == prepared.orientation.canonical(volume.voxels))
    }
}
