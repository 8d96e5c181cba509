import Inference
import Tensors
import Testing

@Suite struct SlidingWindowTests {
    @Test func smallVolumesArePadded() {
        let window = SlidingWindow(volume: Extent(20, 50, 130), largest: Triple(64), smallest: Triple(44, 40, 60), overlap: 0.25, multiples: Triple(8))
        #expect(window.tile == Extent(48, 56, 56) && Set(window.origins.map(\.width)).count == 3 && window.origins.allSatisfy { $0.depth == 0 && $0.height == 0 })
    }

    @Test(arguments: [5, 8, 63, 64, 65, 140, 175, 240]) func coversEveryVoxel(length: Int) {
        let window = SlidingWindow(volume: Extent(length, 8, 8), largest: Triple(64), overlap: 0.25, multiples: Triple(8))
        #expect(window.tile.depth <= 64 && window.tile.depth % 8 == 0)
        let covered = Set(window.origins.flatMap { $0.depth..<$0.depth + window.tile.depth })
        #expect(covered.isSuperset(of: 0..<length))
    }
}
