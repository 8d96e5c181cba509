import Kernels
import Networks
import Tensors

/// A graph compiled for one subset, extent and machine. The first run takes the arena; later ones allocate nothing.
public final class Plan {
    public let subset: ModalitySubset
    /// Extent of the images that it takes.
    public let extent: Extent
    public let precision: Precision
    /// [outputs, D, H, W] of what it makes.
    public let outputShape: Shape
    /// Multiply-adds of a run, and of the graph as it is written (every imputed feature joined in).
    public let multiplyAdds: (run: Int, written: Int)
    let execution: Execution

    /// Compiles a graph. What does not depend on the images is computed here.
    ///
    /// - Parameters:
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - subset: The modalities that a run will give.
    ///   - extent: Spatial extent of the images; a multiple of `graph.extentMultiples`.
    /// - Throws: `GraphError` when the graph cannot work on this extent.
    public init(_ graph: Graph, weights: @escaping (String) -> [Float], subset: ModalitySubset, extent: Extent, precision: Precision = .fp32,
                machine: Machine) throws(GraphError) {
        precondition(!subset.isEmpty && subset.indices.allSatisfy { $0 < graph.modalities }, "subset \(subset.indices) of \(graph.modalities) modalities")
        self.subset = subset
        self.extent = extent
        self.precision = precision
        let program = try Lowering.lower(graph, weights: weights, subset: subset, extent: extent, precision: precision, machine: machine)
        outputShape = program.outputs[0].shape
        multiplyAdds = (program.multiplyAdds, try graph.multiplyAdds(present: subset, extent: extent))
        execution = Execution(program, machine)
    }

    /// Bytes of the arena that holds every intermediate value.
    public var arenaBytes: Int { execution.memory.size * MemoryLayout<Float>.stride }

    /// Bytes that the next run will take.
    var bytesToCome: Int { execution.hasArena ? 0 : arenaBytes }

    /// Computes the logits.
    ///
    /// - Parameters:
    ///   - images: Planar [channels, D, H, W] of each present modality.
    ///   - output: Planar [outputs, D, H, W], overwritten.
    ///   - stepDone: Called with the number of each step of `explanation` when it is done.
    public func run(_ images: [Int: Tensor], into output: Tensor, stepDone: ((Int) -> Void)? = nil) {
        precondition(output.shape == outputShape && output.layout == .planar, "an output of \(output.shape), expected \(outputShape)")
        for modality in subset.indices {
            precondition(images[modality]?.shape.extent == extent, "modality \(modality): no image of \(extent)")
        }
        execution.run(images, into: output, stepDone: stepDone)
    }
}
