import Imaging
import Testing

/// Background, standardisation and the brain's box.
struct PreprocessingTests {
    /// A 10×8×6 volume of `background` with `brain` in the box i 2..<6, j 3..<7, k 1..<4.
    private func volume(background: Float, brain: (Int) -> Float) -> Volume {
        var voxels = [Float](repeating: background, count: 480)
        var index = 0
        for k in 1..<4 {
            for j in 3..<7 {
                for i in 2..<6 {
                    voxels[(k * 8 + j) * 10 + i] = brain(index)
                    index += 1
                }
            }
        }
        let affine = Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero)
        return Volume(grid: Grid(dimensions: SIMD3(10, 8, 6), affine: affine), voxels: voxels, source: "here.nii")
    }

    private let box = Box(depth: 1..<4, height: 3..<7, width: 2..<6)

    /// Background, and a brain that straddles it.
    @Test(arguments: [Float(0), -3.62, -1000, 5])
    func theBackgroundIsFound(background: Float) {
        let volume = volume(background: background) { Float($0) - 20.5 + background }
        #expect(Background.value(of: volume) == background)
        #expect(Preprocessing.brainBox(of: [volume]) == box)
    }

    @Test func zerosInBulkWinOverTheCorners() {
        var volume = volume(background: 0) { Float($0) - 100 }
        for corner in [0, 9, 70, 479] { volume.voxels[corner] = -7 }
        #expect(Background.value(of: volume) == 0)
    }

    @Test func anImageOfNothingButBrain() {
        var volume = volume(background: 0) { _ in 0 }
        for index in volume.voxels.indices { volume.voxels[index] = 1 + Float(index * 37 % 101) }
        #expect(Background.value(of: volume) == 0)
        #expect(Preprocessing.brainBox(of: [volume]) == Box(depth: 0..<6, height: 0..<8, width: 0..<10))
    }

    @Test(arguments: [Float(0), -3.62])
    func zScoreOverTheBrain(background: Float) throws {
        // Values 1...48 have mean 24.5 and variance (48² - 1) / 12.
        var volume = volume(background: background) { Float($0 + 1) }
        let statistics = try Preprocessing.zScore(&volume)
        let deviation = ((48.0 * 48 - 1) / 12).squareRoot()
        #expect(statistics.brainVoxels == 48 && statistics.background == background && statistics.mean == 24.5)
        #expect(abs(statistics.deviation - deviation) < 1e-12)
        #expect(volume.voxels[0] == 0 && volume.voxels[479] == 0)
        #expect(abs(Double(volume.voxels[(1 * 8 + 3) * 10 + 2]) - (1 - 24.5) / deviation) < 1e-6)
        #expect(abs(Double(volume.voxels[(3 * 8 + 6) * 10 + 5]) - (48 - 24.5) / deviation) < 1e-6)
    }

    @Test func voxelsFarOutDoNotSetTheScale() throws {
        // 120 zeros and 1880 voxels of 1...64, with three broken ones.
        func brain(_ broken: [Float]) -> Volume {
            let grid = Grid(dimensions: SIMD3(20, 10, 10), affine: Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero))
            var voxels = (0..<2000).map { $0 < 120 ? 0 : Float($0 % 64 + 1) }
            voxels.replaceSubrange(200..<200 + broken.count, with: broken)
            return Volume(grid: grid, voxels: voxels, source: "here.nii")
        }
        var (whole, broken) = (brain([]), brain([1e6, -4e30, 9999]))
        let (expected, found) = (try Preprocessing.zScore(&whole), try Preprocessing.zScore(&broken))
        #expect(expected.outliers == 0 && found.outliers == 3 && found.brainVoxels == 1880)
        #expect(abs(found.mean - expected.mean) < 0.1 && abs(found.deviation - expected.deviation) < 0.1)
        #expect(broken.voxels[200..<203].map { ($0 * 1000).rounded() / 1000 } == [25, -25, 25])
        // What lies out, but not far, is as it was.
        var tumour = brain([400, 400, 400])
        #expect(try Preprocessing.zScore(&tumour).outliers == 0 && tumour.voxels[200] > 10)
    }

    /// One voxel of another value than 625 others lies at exactly 25 standard deviations, or at a rounding error beside.
    @Test(.timeLimit(.minutes(1)), arguments: [(Float(5), Float(8)), (10, 15), (100, 101)]) func exactlyAsFarAsAllowed(most: Float, one: Float) throws {
        let grid = Grid(dimensions: SIMD3(10, 10, 10), affine: Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero))
        var volume = Volume(grid: grid, voxels: (0..<1000).map { $0 == 500 ? one : $0 > 0 && $0 < 627 ? most : 0 })
        let found = try Preprocessing.zScore(&volume)
        #expect(found.brainVoxels == 626 && abs(volume.voxels[500]) < 25.1)
    }

    @Test func aLargeMeanDoesNotCancel() throws {
        var volume = volume(background: 0) { Float(1_000_000 + $0 % 2) }
        #expect(try Preprocessing.zScore(&volume).deviation == 0.5)
    }

    @Test(arguments: [(Float(0), Float(0)), (0, 3), (7, 7)])
    func noSignal(background: Float, brain: Float) {
        var volume = volume(background: background) { _ in brain }
        let before = volume.voxels
        #expect(throws: ImagingError.noSignal(path: "here.nii")) { try Preprocessing.zScore(&volume) }
        #expect(volume.voxels == before)
    }

    @Test func theBoxHoldsAllBrains() {
        var other = volume(background: -2) { Float($0) }
        other.voxels[(5 * 8 + 0) * 10 + 9] = 1
        let brains = [volume(background: 0) { Float($0 + 1) }, other]
        #expect(Preprocessing.brainBox(of: brains) == Box(depth: 1..<6, height: 0..<7, width: 2..<10))
        let empty = volume(background: 0) { _ in 0 }
        #expect(Preprocessing.brainBox(of: [empty]).count == 480)
    }

    /// Boxes at every distance from the edges of rows that are no multiple of a vector: three voxels in one row, one in another.
    @Test func theBoxIsTight() {
        let size = SIMD3(37, 4, 5), affine = Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero)
        for first in 0..<37 {
            for last in stride(from: first, to: 37, by: 3) {
                var voxels = [Float](repeating: 0, count: 740)
                for (row, i) in [(3 * 4 + 1, first), (3 * 4 + 1, last), (3 * 4 + 1, (first + last) / 2), (1 * 4 + 2, first)] { voxels[row * 37 + i] = Float(i) - 40 }
                let volume = Volume(grid: Grid(dimensions: size, affine: affine), voxels: voxels)
                #expect(Preprocessing.brainBox(of: [volume]) == Box(depth: 1..<4, height: 1..<3, width: first..<last + 1))
            }
        }
    }

    /// Tasks run in any order.
    @Test func theOrderOfTasksChangesNoBit() throws {
        func backwards(_ count: Int, _ body: (Int) -> Void) { for task in (0..<count).reversed() { body(task) } }
        let volumes = [volume(background: 0) { Float($0 * 37 % 101) * 0.37 }, volume(background: -2) { Float($0) }]
        #expect(Preprocessing.brainBox(of: volumes, backgrounds: [0, -2], backwards) == Preprocessing.brainBox(of: volumes))
        var (forward, backward) = (volumes[0], volumes[0].voxels)
        let expected = try Preprocessing.zScore(&forward)
        #expect(backward.withUnsafeMutableBufferPointer { Preprocessing.zScore($0, background: 0, slice: 80, backwards) } == expected)
        #expect(backward == forward.voxels)
    }

    @Test(arguments: [Float(0), -7.5]) func theBrightEndIsCapped(background: Float) throws {
        // From the least value on, [20, 21) is the last interval with 50 voxels: what lies above counts as its start.
        let affine = Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, 1), origin: .zero)
        let brain = Array(repeating: Float(10), count: 60) + Array(repeating: 20.5, count: 50) + Array(repeating: 90, count: 40) + [4e8]
        var volume = Volume(grid: Grid(dimensions: SIMD3(251, 1, 1), affine: affine),
                            voxels: Array(repeating: background, count: 100) + brain.map { $0 + background }, source: "here.nii")
        let statistics = try Preprocessing.cappedZScore(&volume, corner: background)
        let capped = Array(repeating: 10.0, count: 60) + Array(repeating: 20.0, count: 91)
        let mean = capped.reduce(0, +) / 151
        let deviation = (capped.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 151).squareRoot()
        #expect(statistics.brainVoxels == 151 && statistics.background == background)
        #expect(abs(statistics.mean - mean - Double(background)) < 1e-9 && abs(statistics.deviation - deviation) < 1e-9)
        #expect(volume.voxels[..<100].allSatisfy { $0 == 0 })
        #expect(zip(volume.voxels[100...], capped).allSatisfy { abs(Double($0) - ($1 - mean) / deviation) < 1e-5 })
    }

    @Test(arguments: [(Float(0), Float(0)), (0, 3), (7, 7)]) func noSignalToCap(background: Float, brain: Float) {
        var volume = volume(background: background) { _ in brain }
        let before = volume.voxels
        #expect(throws: ImagingError.noSignal(path: "here.nii")) { try Preprocessing.cappedZScore(&volume, corner: background) }
        #expect(volume.voxels == before)
    }
}
