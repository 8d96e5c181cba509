import Inference
import Kernels
import Networks
import Tensors

/// A plan for records that have one subset of the modalities, and the images that it reads.
final class SubsetPlan {
    let plan: Plan
    /// Planar, by modality; zeros until written.
    let images: [Int: Tensor]

    init(_ graph: Graph, _ weights: @escaping (String) -> [Float], _ subset: ModalitySubset, _ axes: RecordAxes, _ batchSize: Int,
         _ machine: Machine) throws(GraphError) {
        let extent = axes.extent(records: batchSize)
        plan = try Plan(graph, weights: weights, subset: subset, extent: extent, machine: machine)
        images = Dictionary(uniqueKeysWithValues: subset.indices.map { modality in
            (modality, Tensor(Shape(channels: graph.encoder(of: modality).channels, extent: extent), layout: .planar))
        })
    }
}
