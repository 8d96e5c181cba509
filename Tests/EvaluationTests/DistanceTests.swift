import Evaluation
import Tensors
import Testing

/// Distances against those found by trying every pair of voxels.
@Suite struct DistanceTests {
    private static let extents = [Extent(1, 1, 1), Extent(1, 1, 9), Extent(1, 7, 1), Extent(8, 1, 1), Extent(3, 4, 5), Extent(7, 6, 9)]
    private static let spacings = [SIMD3(1.0, 1, 1), SIMD3(0.9375, 1.3, 5), SIMD3(3, 0.5, 0.25)]

    /// mm² between two voxels.
    private func squared(_ a: Int, _ b: Int, _ e: Extent, _ spacing: SIMD3<Double>) -> Double {
        func place(_ v: Int) -> SIMD3<Double> { SIMD3(Double(v % e.width), Double(v / e.width % e.height), Double(v / (e.width * e.height))) }
        let offset = (place(a) - place(b)) * spacing
        return (offset * offset).sum()
    }

    private func mask(_ e: Extent, _ generator: inout SeededGenerator, oneIn rarity: UInt64) -> [UInt8] {
        (0..<e.voxels).map { _ in generator.next() % rarity == 0 ? 1 : 0 }
    }

    @Test(arguments: extents, spacings) func theTransformIsExact(extent: Extent, spacing: SIMD3<Double>) {
        var generator = SeededGenerator(seed: 7)
        for rarity in [1, 2, 20] as [UInt64] {
            let mask = mask(extent, &generator, oneIn: rarity)
            let inside = mask.indices.filter { mask[$0] != 0 }
            let found = DistanceTransform.squared(mask, extent, spacing: spacing)
            for voxel in mask.indices {
                let expected = inside.map { squared(voxel, $0, extent, spacing) }.min() ?? .infinity
                #expect(found[voxel] == expected || abs(found[voxel] - expected) < 1e-12 * expected)
            }
        }
    }

    @Test(arguments: spacings) func hausdorff95IsThatOfAllPairs(spacing: SIMD3<Double>) {
        let extent = Extent(6, 7, 8)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<5 {
            let (a, b) = (mask(extent, &generator, oneIn: 5), mask(extent, &generator, oneIn: 9))
            let (borderA, borderB) = (MaskSurface.voxels(a, extent), MaskSurface.voxels(b, extent))
            func directed(_ from: [Int], _ to: [Int]) -> Double {
                let distances = from.map { v in to.map { squared(v, $0, extent, spacing).squareRoot() }.min()! }.sorted()
                let place = 0.95 * Double(distances.count - 1)
                let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
                return distances[low] + (place - Double(low)) * (distances[high] - distances[low])
            }
            let found = HausdorffDistance.percentile95(MaskPair(prediction: a, truth: b, extent, spacing: spacing))
            #expect(abs(found - max(directed(borderA, borderB), directed(borderB, borderA))) < 1e-9)
        }
    }

    /// A voxel in the middle of the mask is no border; one at the volume's edge is.
    @Test func theBorder() {
        #expect(MaskSurface.voxels([UInt8](repeating: 1, count: 27), Extent(3, 3, 3)) == (0..<27).filter { $0 != 13 })
        #expect(MaskSurface.voxels([UInt8](repeating: 0, count: 27), Extent(3, 3, 3)) == [])
    }

    @Test func quantilesAreInterpolated() {
        #expect(Quantile.at(0.95, of: [0, 10]) == 9.5)
        #expect(Quantile.at(0.25, of: [1, 2, 3, 4]) == 1.75)
        #expect(Quantile.at(1, of: [1, 5]) == 5 && Quantile.at(0.5, of: [3]) == 3)
    }
}
