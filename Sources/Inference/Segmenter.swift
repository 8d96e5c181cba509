import Kernels
import Networks
import Tensors

/// Segments volumes of any size with one network: tiles, blends, keeps its compiled plans.
public final class Segmenter {
    public let graph: Graph
    private let weights: (String) -> [Float]
    let machine: Machine
    private let multiples: Triple
    private let tile: Triple
    private let smallest: Triple
    private let overlap: Float
    private let precision: Precision
    private let cachedPlans: Int
    /// The last used first.
    private var plans: [(key: PlanKey, plan: Plan)] = []

    /// What a segmenter is doing; tiles count from 1.
    public enum Stage: Sendable, Hashable {
        case compiling
        case computing(tile: Int, of: Int)
        case blending(tile: Int, of: Int)
    }

    private struct PlanKey: Hashable {
        let subset: ModalitySubset
        let extent: Extent
    }

    /// - Parameters:
    ///   - graph: A valid segmentation network.
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - tile: The largest tile; rounded down to the network's extent multiples, but to no less than that. An axis of 1, which the
    ///     network does not use, stays 1.
    ///   - smallest: Extents to which smaller volumes are padded, as far as a tile is as large.
    ///   - overlap: Fraction that neighbouring tiles share.
    ///   - cachedPlans: Compiled plans that are kept, each with the memory it runs in.
    public init(_ graph: Graph, weights: @escaping (String) -> [Float], tile: Triple, smallest: Triple = Triple(1), overlap: Float,
                precision: Precision = .fp32, cachedPlans: Int = 1, machine: Machine) throws(GraphError) {
        guard let multiples = graph.extentMultiples else { throw .extentUnfit(node: "graph", extent: Extent(64, 64, 64)) }
        self.graph = graph
        self.weights = weights
        func rounded(_ size: Int, _ multiple: Int) -> Int { size == 1 ? 1 : max(size / multiple, 1) * multiple }
        self.tile = Triple(rounded(tile.depth, multiples.depth), rounded(tile.height, multiples.height), rounded(tile.width, multiples.width))
        self.smallest = smallest
        self.overlap = overlap
        self.precision = precision
        self.cachedPlans = cachedPlans
        self.machine = machine
        self.multiples = multiples
    }

    /// The probability of each output at each voxel, [outputs, D, H, W].
    ///
    /// - Parameters:
    ///   - images: [1, D, H, W] of each present modality; at least one.
    ///   - stage: Called as each stage begins; what it throws ends the work.
    /// - Throws: `GraphError`, or what `stage` throws.
    public func probabilities(_ images: [Int: Tensor], stage: (Stage) throws -> Void = { _ in }) throws -> Tensor {
        let volume = images.values.first!.shape.extent
        let window = window(over: volume)
        try stage(.compiling)
        let plan = try plan(ModalitySubset(images.keys), window.tile)
        let logits = Tensor(plan.outputShape, layout: .planar)
        let sum = Tensor(Shape(channels: plan.outputShape.channels, extent: volume), layout: .planar)
        let weight = Tensor(Shape(channels: 1, extent: volume), layout: .planar)
        let tiles = images.mapValues { _ in Tensor(Shape(channels: 1, extent: window.tile), layout: .planar) }
        for (number, origin) in window.origins.enumerated() {
            try stage(.computing(tile: number + 1, of: window.origins.count))
            for (modality, image) in images { copy(image, at: origin, into: tiles[modality]!) }
            plan.run(tiles, into: logits)
            try stage(.blending(tile: number + 1, of: window.origins.count))
            add(logits, of: window, at: origin, to: sum, weight)
        }
        divide(sum, by: weight)
        return sum
    }

    private func window(over volume: Extent) -> SlidingWindow {
        SlidingWindow(volume: volume, largest: tile, smallest: smallest, overlap: overlap, multiples: multiples)
    }

    /// Bytes that `probabilities` will hold beside what there is. The plan is compiled if it is not there yet.
    ///
    /// - Parameters:
    ///   - extent: Of the images.
    ///   - subset: The modalities that are present.
    public func bytes(for extent: Extent, _ subset: ModalitySubset) throws(GraphError) -> Int {
        let window = window(over: extent)
        let plan = try plan(subset, window.tile)
        let channels = plan.outputShape.channels
        let floats = (channels + subset.indices.count) * window.tile.voxels + (channels + 1) * extent.voxels
        return floats * MemoryLayout<Float>.stride + plan.bytesToCome
    }

    /// Bytes in which the plan for a subset runs.
    ///
    /// - Parameters: As of `bytes`.
    public func arenaBytes(for extent: Extent, _ subset: ModalitySubset) throws(GraphError) -> Int {
        try plan(subset, window(over: extent).tile).arenaBytes
    }

    /// Lets go of all compiled plans and the memory they run in.
    public func removePlans() { plans = [] }

    /// The plan for a subset and tile, compiled at first use.
    public func plan(_ subset: ModalitySubset, _ extent: Extent) throws(GraphError) -> Plan {
        let key = PlanKey(subset: subset, extent: extent)
        if let index = plans.firstIndex(where: { $0.key == key }) {
            plans.insert(plans.remove(at: index), at: 0)
            return plans[0].plan
        }
        // The memory of what goes is free before more is taken.
        plans.removeLast(max(plans.count - cachedPlans + 1, 0))
        let plan = try Plan(graph, weights: weights, subset: subset, extent: extent, precision: precision, machine: machine)
        plans.insert((key, plan), at: 0)
        return plan
    }
}
