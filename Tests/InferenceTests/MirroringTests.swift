import Inference
import Kernels
import Networks
import Tensors
import TestSupport
import Testing

/// The mean over mirrored images against the eight runs done one by one.
@Suite struct MirroringTests {
    private static let network = SegmenterTests.network

    private func segmenter(threads: Int = 2) throws -> Segmenter {
        let weights = Self.network.weights
        return try Segmenter(Self.network.graph, weights: { weights[$0]! }, tile: Triple(4, 6, 6), overlap: 0.5, machine: Machine(threads: threads))
    }

    /// The elements of [C, D, H, W] read backwards along some axes.
    private func reversed(_ tensor: Tensor, _ axes: [Bool]) -> Tensor {
        let (e, elements) = (tensor.shape.extent, tensor.planarElements())
        var result: [Float] = []
        for c in 0..<tensor.shape.channels { for d in 0..<e.depth { for h in 0..<e.height { for w in 0..<e.width {
            let place = (axes[0] ? e.depth - 1 - d : d, axes[1] ? e.height - 1 - h : h, axes[2] ? e.width - 1 - w : w)
            result.append(elements[((c * e.depth + place.0) * e.height + place.1) * e.width + place.2])
        } } } }
        return Tensor(tensor.shape, result)
    }

    @Test func isTheMeanOfEightRuns() throws {
        let (segmenter, images) = (try segmenter(), Self.network.images(ModalitySubset([0, 2])))
        var sum: [Float] = []
        for number in 0..<8 {
            let axes = (0..<3).map { number >> $0 & 1 == 1 }
            let found = reversed(try segmenter.probabilities(images.mapValues { reversed($0, axes) }), axes).planarElements()
            sum = sum.isEmpty ? found : zip(sum, found).map { $0 + $1 }
        }
        let mean = try segmenter.mirroredProbabilities(images).planarElements()
        #expect(mean == sum.map { $0 / 8 })
        let plain = try segmenter.probabilities(images).planarElements()
        #expect(mean != plain)
    }

    @Test func threadsChangeNoBit() throws {
        let images = Self.network.images(ModalitySubset([1]))
        let one = try segmenter(threads: 1).mirroredProbabilities(images).planarElements()
        #expect(try segmenter(threads: 3).mirroredProbabilities(images).planarElements() == one)
    }

    @Test func tilesAreCountedOverAllRuns() throws {
        var tiles: [Int] = [], counts: Set<Int> = []
        _ = try segmenter().mirroredProbabilities(Self.network.images(ModalitySubset([3]))) { stage in
            guard case .computing(let tile, let count) = stage else { return }
            tiles.append(tile)
            counts.insert(count)
        }
        #expect(counts == [128] && tiles == Array(1...128))
    }
}
