import Foundation
import Inference
import Kernels
import Networks
import Tensors
import TestSupport
import Testing

/// Tiling and blending against the plain formula over the reference's logits of each tile.
@Suite struct SegmenterTests {
    /// A U-Net whose extents are multiples of 2, on images that these do not divide.
    static let network = OperationCase(name: "U-Net", graph: UNet3D(widths: [4, 6], modalities: 4, outputs: 2).graph, extent: Extent(5, 7, 13))

    @Test(arguments: ModalitySubset.nonEmpty(of: 4)) func blendsOverlappingTiles(subset: ModalitySubset) throws {
        let machine = try Machine(threads: 2)
        try expectPlainFormula(subset, tile: Triple(4, 6, 6), overlap: 0.5, tiles: 16, machine)
    }

    @Test(arguments: InstructionSet.supported) func blendsOnEveryInstructionSet(isa: InstructionSet) throws {
        let machine = Machine(instructionSet: isa, threads: 2)
        try expectPlainFormula(ModalitySubset([1, 3]), tile: Triple(8, 6, 8), overlap: 0.25, tiles: 4, machine)
        try expectPlainFormula(ModalitySubset([0]), tile: Triple(8, 4, 8), overlap: 0, tiles: 4, machine)
    }

    @Test func anImageSmallerThanATileIsOneTile() throws {
        try expectPlainFormula(ModalitySubset([0, 2]), tile: Triple(64), overlap: 0.5, tiles: 1, Machine(threads: 2))
    }

    @Test func aSmallImageIsPadded() throws {
        try expectPlainFormula(ModalitySubset([0, 2]), tile: Triple(10), smallest: Triple(7, 7, 10), overlap: 0.5, tiles: 2, Machine(threads: 2))
        try expectPlainFormula(ModalitySubset([3]), tile: Triple(16), smallest: Triple(9, 4, 16), overlap: 0.5, tiles: 1, Machine(threads: 2))
    }

    @Test func aTileThatDoesNotFitTheNetworkIsRoundedDown() throws {
        try expectPlainFormula(ModalitySubset([0]), tile: Triple(5, 5, 7), overlap: 0.5, tiles: nil, Machine(threads: 2))
        try expectPlainFormula(ModalitySubset([0]), tile: Triple(3, 2, 3), overlap: 0, tiles: nil, Machine(threads: 2))
    }

    @Test(arguments: InstructionSet.supported) func threadsChangeNoBit(isa: InstructionSet) throws {
        let images = Self.network.images(ModalitySubset([0, 1, 3]))
        func probabilities(_ threads: Int) throws -> [Float] {
            try segmenter(Triple(4, 6, 6), 0.5, Machine(instructionSet: isa, threads: threads)).probabilities(images).planarElements()
        }
        let one = try probabilities(1)
        for threads in [2, 3, 5] { #expect(try probabilities(threads) == one, "\(threads) threads") }
    }

    @Test func thePlanIsCompiledOnceForASubsetAndExtent() throws {
        let segmenter = try segmenter(Triple(4, 6, 6), 0.5, Machine(threads: 2))
        let (images, subset) = (Self.network.images(ModalitySubset([0, 2])), ModalitySubset([0, 2]))
        let first = try segmenter.probabilities(images).planarElements()
        let plan = try segmenter.plan(subset, Extent(4, 6, 6))
        #expect(try segmenter.probabilities(images).planarElements() == first)
        #expect(try segmenter.plan(subset, Extent(4, 6, 6)) === plan)
        let other = try segmenter.plan(ModalitySubset([1]), Extent(4, 6, 6))
        #expect(other !== plan && other.subset == ModalitySubset([1]))
        #expect(try segmenter.probabilities(images).planarElements() == first)
    }

    /// However often it is asked: a plan that was compiled to answer holds no arena yet.
    @Test func theArenaIsToComeUntilAPlanHasRun() throws {
        let segmenter = try segmenter(Triple(4, 6, 6), 0.5, Machine(threads: 1)), subset = ModalitySubset([0, 2])
        func bytes() throws -> Int { try segmenter.bytes(for: Self.network.extent, subset) }
        let first = try bytes()
        #expect(try bytes() == first)
        _ = try segmenter.probabilities(Self.network.images(subset))
        #expect(try bytes() == first - segmenter.arenaBytes(for: Self.network.extent, subset))
        segmenter.removePlans()
        #expect(try bytes() == first)
    }

    private func segmenter(_ tile: Triple, smallest: Triple = Triple(1), _ overlap: Float, _ machine: Machine) throws(GraphError) -> Segmenter {
        let weights = Self.network.weights
        return try Segmenter(Self.network.graph, weights: { weights[$0]! }, tile: tile, smallest: smallest, overlap: overlap, machine: machine)
    }

    /// Σ_t w_t · σ(y_t) / Σ_t w_t over the tiles t, with zeros beyond the image.
    private func expectPlainFormula(_ subset: ModalitySubset, tile: Triple, smallest: Triple = Triple(1), overlap: Float, tiles: Int?, _ machine: Machine) throws {
        var stages: [Segmenter.Stage] = []
        let images = Self.network.images(subset)
        let found = try segmenter(tile, smallest: smallest, overlap, machine).probabilities(images) { stages.append($0) }
        let even = Triple(max(tile.depth / 2 * 2, 2), max(tile.height / 2 * 2, 2), max(tile.width / 2 * 2, 2))
        let window = SlidingWindow(volume: Self.network.extent, largest: even, smallest: smallest, overlap: overlap, multiples: Triple(2))
        if let tiles { #expect(window.origins.count == tiles) }
        let all = window.origins.count
        #expect(stages == [.compiling] + (1...all).flatMap { [.computing(tile: $0, of: all), .blending(tile: $0, of: all)] })

        var (sum, weight) = (ReferenceValue(zeros: found.shape), ReferenceValue(zeros: Shape(channels: 1, extent: Self.network.extent)))
        for origin in window.origins {
            let logits = Self.network.reference.run(images.mapValues { crop(ReferenceValue($0), origin, window.tile) }).output
            forEachVoxel(window.tile, origin) { t, v in
                let factor = max(zip(t, [window.tile.depth, window.tile.height, window.tile.width]).reduce(1) { $0 * gaussian($1.0, $1.1) }, 1e-3)
                weight[0, v[0], v[1], v[2]] += factor
                for c in 0..<sum.shape.channels { sum[c, v[0], v[1], v[2]] += factor / (1 + exp(-logits[c, t[0], t[1], t[2]])) }
            }
        }
        let expected = sum.elements.enumerated().map { $1 / weight.elements[$0 % weight.elements.count] }
        // Logits are below 16, and a sigmoid's slope below 1/4; the blend is a mean.
        let worst = zip(found.planarElements(), expected).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(worst <= 4 * Self.network.tolerance, "off by \(worst)")
    }

    private func gaussian(_ i: Int, _ size: Int) -> Double {
        let distance = (Double(i) - Double(size - 1) / 2) / (Double(size) / 8)
        return exp(-distance * distance / 2)
    }

    private func crop(_ image: ReferenceValue, _ origin: (depth: Int, height: Int, width: Int), _ tile: Extent) -> ReferenceValue {
        var result = ReferenceValue(zeros: Shape(channels: 1, extent: tile))
        forEachVoxel(tile, origin) { t, v in result[0, t[0], t[1], t[2]] = image[0, v[0], v[1], v[2]] }
        return result
    }

    /// Visits the voxels of a tile that lie in the image: their place in the tile, and in the image.
    private func forEachVoxel(_ tile: Extent, _ origin: (depth: Int, height: Int, width: Int), _ body: ([Int], [Int]) -> Void) {
        let whole = Self.network.extent
        tile.forEachVoxel { d, h, w in
            let v = [origin.depth + d, origin.height + h, origin.width + w]
            if v[0] < whole.depth, v[1] < whole.height, v[2] < whole.width { body([d, h, w], v) }
        }
    }
}
