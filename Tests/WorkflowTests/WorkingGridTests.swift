import Imaging
import ModelFormat
import Testing
import Workflow

@Suite struct WorkingGridTests {
    /// Axes of a file that run to the left, the front and up, unless others are given.
    private func grid(_ i: SIMD3<Double> = SIMD3(-1, 0, 0), _ j: SIMD3<Double> = SIMD3(0, 1, 0), _ k: SIMD3<Double> = SIMD3(0, 0, 1)) -> Grid {
        Grid(dimensions: SIMD3(60, 70, 50), affine: Affine(i: i, j: j, k: k, origin: SIMD3(3, 4, 5)))
    }

    private func spacing(_ known: SIMD3<Float>?, axes: String = "SAR", of grid: Grid) -> SIMD3<Double>? {
        InferenceSettings(spacing: known, axes: AnatomicalAxes(axes)!).workingSpacing(of: grid)
    }

    @Test func voxelsThatTheModelKnowsAreKept() {
        for length in [0.84, 1, 1.19] { #expect(spacing(.one, of: grid(SIMD3(-length, 0, 0))) == nil) }
        for length in [0.82, 1.22, 5] { #expect(spacing(.one, of: grid(SIMD3(-length, 0, 0))) == .one) }
        #expect(spacing(nil, of: grid(SIMD3(-5, 0, 0))) == nil)
    }

    /// The model's axes D, H and W, and those of the file, each in an order of their own.
    @Test func spacingFollowsTheAxes() {
        let turned = grid(SIMD3(0, 0.1, 2), SIMD3(3, 0, 0), SIMD3(0, -4, 0.1))
        #expect(spacing(SIMD3(1, 1.5, 2.5), of: turned) == SIMD3(1, 2.5, 1.5))
        #expect(spacing(SIMD3(1, 1.5, 2.5), axes: "RIA", of: turned) == SIMD3(1.5, 1, 2.5))
        #expect(spacing(SIMD3(2, 4, 3), of: turned) == nil)
        #expect(InferenceSettings(spacing: SIMD3(1, 1.5, 2.5)).workingCount(of: turned) == 121 * 84 * 134)
        #expect(InferenceSettings(spacing: .one).workingCount(of: turned, isMillimetre: true) == turned.spacedCount(.one))
    }

    @Test(arguments: [0.0001, 0.3, 15, 1e30]) func aHeadOfAWrongSizeIsLeftAsItIs(millimetres: Double) {
        let wrong = grid(SIMD3(millimetres, 0, 0), SIMD3(0, millimetres, 0), SIMD3(0, 0, millimetres))
        #expect(spacing(.one, of: grid(SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 0.005))) == nil)
        #expect(spacing(.one, of: wrong) == nil && InferenceSettings(spacing: .one).workingCount(of: wrong) == Double(wrong.count))
    }

    /// Thick slices of small pixels are not finer than a volume of even voxels, whatever their voxels hold.
    @Test func theFinestImageHasTheShortestVoxels() {
        func volume(_ x: Double, _ y: Double, _ z: Double, slices: Int = 2) -> Volume {
            let affine = Affine(i: SIMD3(x, 0, 0), j: SIMD3(0, y, 0), k: SIMD3(0, 0, z), origin: .zero)
            return Volume(grid: Grid(dimensions: SIMD3(2, 2, slices), affine: affine), voxels: [Float](repeating: 0, count: 4 * slices), source: "\(x)x\(y)x\(z)x\(slices)")
        }
        func finest(_ volumes: Volume...) -> String { CaseGrids.finest(volumes).source }
        #expect(finest(volume(0.4, 0.4, 5), volume(1, 1, 1)) == "1.0x1.0x1.0x2")
        #expect(finest(volume(1, 1, 1), volume(0.5, 0.5, 1.2)) == "0.5x0.5x1.2x2")
        #expect(finest(volume(0.94, 0.94, 2.5), volume(0.47, 0.47, 5), volume(0.47, 0.47, 2.5)) == "0.47x0.47x2.5x2")
        #expect(finest(volume(1, 1, 1), volume(1, 1, 0.9999, slices: 3), volume(1, 1, 1, slices: 3)) == "1.0x1.0x0.9999x3")
    }
}
