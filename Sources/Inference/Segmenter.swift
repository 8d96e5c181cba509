import Glibc
import Kernels
import Networks
import Tensors

/// Segments volumes of any size with one network: tiles, blends, keeps its compiled plans.
public final class Segmenter {
    public let graph: Graph
    private let weights: (String) -> [Float]
    private let machine: Machine
    private let multiples: Triple
    private let tile: Triple
    private let overlap: Float
    private var plans: [PlanKey: Plan] = [:]

    private struct PlanKey: Hashable {
        let subset: ModalitySubset
        let extent: Extent
    }

    /// - Parameters:
    ///   - graph: A valid segmentation network.
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - tile: The largest tile; rounded down to the network's extent multiples, but to no less than that. An axis of 1, which the
    ///     network does not use, stays 1.
    ///   - overlap: Fraction that neighbouring tiles share.
    public init(_ graph: Graph, weights: @escaping (String) -> [Float], tile: Triple, overlap: Float, machine: Machine) throws(GraphError) {
        guard let multiples = graph.extentMultiples else { throw .extentUnfit(node: "graph", extent: Extent(64, 64, 64)) }
        self.graph = graph
        self.weights = weights
        func rounded(_ size: Int, _ multiple: Int) -> Int { size == 1 ? 1 : max(size / multiple, 1) * multiple }
        self.tile = Triple(rounded(tile.depth, multiples.depth), rounded(tile.height, multiples.height), rounded(tile.width, multiples.width))
        self.overlap = overlap
        self.machine = machine
        self.multiples = multiples
    }

    /// The probability of each output at each voxel, [outputs, D, H, W].
    ///
    /// - Parameters:
    ///   - images: [1, D, H, W] of each present modality; at least one.
    ///   - progress: Called with the tiles done and all tiles, after each.
    public func probabilities(_ images: [Int: Tensor], progress: (Int, Int) -> Void = { _, _ in }) throws(GraphError) -> Tensor {
        let volume = images.values.first!.shape.extent
        let window = SlidingWindow(volume: volume, largest: tile, overlap: overlap, multiples: multiples)
        let plan = try plan(ModalitySubset(images.keys), window.tile)
        let logits = Tensor(plan.outputShape, layout: .planar)
        let sum = Tensor(Shape(channels: plan.outputShape.channels, extent: volume), layout: .planar)
        let weight = Tensor(Shape(channels: 1, extent: volume), layout: .planar)
        let tiles = images.mapValues { _ in Tensor(Shape(channels: 1, extent: window.tile), layout: .planar) }
        for (number, origin) in window.origins.enumerated() {
            for (modality, image) in images { copy(image, origin, into: tiles[modality]!) }
            plan.run(tiles, into: logits)
            add(logits, window, origin, to: sum, weight)
            progress(number + 1, window.origins.count)
        }
        for channel in 0..<sum.shape.channels {
            for voxel in 0..<volume.voxels { sum.base[channel * volume.voxels + voxel] /= weight.base[voxel] }
        }
        return sum
    }

    /// The plan for a subset and tile, compiled at first use.
    public func plan(_ subset: ModalitySubset, _ extent: Extent) throws(GraphError) -> Plan {
        let key = PlanKey(subset: subset, extent: extent)
        if let plan = plans[key] { return plan }
        plans.removeAll()
        let plan = try Plan(graph, weights: weights, subset: subset, extent: extent, machine: machine)
        plans[key] = plan
        return plan
    }

    /// Copies a tile out of an image, zero beyond the image's end.
    private func copy(_ image: Tensor, _ origin: (depth: Int, height: Int, width: Int), into tile: Tensor) {
        let (whole, part) = (image.shape.extent, tile.shape.extent)
        tile.storage.update(repeating: 0)
        let width = min(part.width, whole.width - origin.width)
        for d in 0..<min(part.depth, whole.depth - origin.depth) {
            for h in 0..<min(part.height, whole.height - origin.height) {
                let from = ((origin.depth + d) * whole.height + origin.height + h) * whole.width + origin.width
                (tile.base + (d * part.height + h) * part.width).update(from: image.base + from, count: width)
            }
        }
    }

    /// Adds a tile's probabilities, weighted, where they belong.
    private func add(_ logits: Tensor, _ window: SlidingWindow, _ origin: (depth: Int, height: Int, width: Int), to sum: Tensor, _ weight: Tensor) {
        let (whole, part) = (sum.shape.extent, window.tile)
        let (height, width) = (min(part.height, whole.height - origin.height), min(part.width, whole.width - origin.width))
        machine.run(min(part.depth, whole.depth - origin.depth)) { d, _ in
            for h in 0..<height {
                let (from, to) = ((d * part.height + h) * part.width, ((origin.depth + d) * whole.height + origin.height + h) * whole.width + origin.width)
                for w in 0..<width {
                    let factor = window.weight(d, h, w)
                    weight.base[to + w] += factor
                    for channel in 0..<sum.shape.channels {
                        let x = logits.base[channel * part.voxels + from + w]
                        sum.base[channel * whole.voxels + to + w] += factor / (1 + expf(-x))
                    }
                }
            }
        }
    }
}
