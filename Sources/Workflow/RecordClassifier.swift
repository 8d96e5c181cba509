import Foundation
import Kernels
import Networks
import Records
import Tensors

/// Finds the classes of encoded records, whichever modalities each has: one plan for each subset, made when it is first met.
package final class RecordClassifier {
    package let classes: Int
    private let graph: Graph
    private let weights: (String) -> [Float]
    private let axes: RecordAxes
    private let batchSize: Int
    private let machine: Machine
    private let output: Tensor
    private var plans: [UInt32: SubsetPlan] = [:]

    /// - Parameters:
    ///   - graph: A served graph whose output is one voxel a record.
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - batchSize: Records that a plan takes at once.
    /// - Throws: `GraphError` where the graph cannot work on such batches.
    package init(_ graph: Graph, weights: @escaping (String) -> [Float], axes: RecordAxes, batchSize: Int = 64, machine: Machine) throws(GraphError) {
        let shape = try graph.outputShape(for: axes.extent(records: batchSize))
        precondition(shape.extent == axes.outputExtent(records: batchSize), "an output of \(shape) for \(batchSize) records")
        (self.graph, self.weights, self.axes, self.batchSize, self.machine) = (graph, weights, axes, batchSize, machine)
        classes = shape.channels
        output = Tensor(shape, layout: .planar)
    }

    /// The subset of modalities that each record has, and its probability of each class `[records, classes]`, by softmax.
    package func classify(_ records: EncodedBatch) -> (subsets: [ModalitySubset], probabilities: [Float]) {
        let subsets = (0..<records.count).map { ModalitySubset(records.present(record: $0)) }
        var probabilities = [Float](repeating: 0, count: records.count * classes)
        let groups = Dictionary(grouping: 0..<records.count) { subsets[$0].mask }
        for (_, members) in groups.sorted(by: { $0.key < $1.key }) {
            let plan = self.plan(subsets[members[0]])
            for start in stride(from: 0, to: members.count, by: batchSize) {
                run(plan, records, Array(members[start..<min(start + batchSize, members.count)]), into: &probabilities)
            }
        }
        return (subsets, probabilities)
    }

    private func plan(_ subset: ModalitySubset) -> SubsetPlan {
        if let plan = plans[subset.mask] { return plan }
        guard let made = try? SubsetPlan(graph, weights, subset, axes, batchSize, machine) else {
            preconditionFailure("a graph that works with all modalities cannot with \(subset.indices)")
        }
        plans[subset.mask] = made
        return made
    }

    private func run(_ plan: SubsetPlan, _ records: EncodedBatch, _ members: [Int], into probabilities: inout [Float]) {
        for (modality, image) in plan.images {
            let source = records.modalities[modality]
            source.features.withUnsafeBufferPointer { features in
                for (place, record) in members.enumerated() {
                    let row = UnsafeBufferPointer(rebasing: features[record * source.featureCount..<(record + 1) * source.featureCount])
                    axes.place(row, record: place, of: batchSize, in: image.storage)
                }
            }
        }
        plan.plan.run(plan.images, into: output)
        for (place, record) in members.enumerated() { soften(place, into: &probabilities, at: record * classes) }
    }

    /// p_k = e^{z_k − max} / Σ e^{z − max}
    private func soften(_ place: Int, into probabilities: inout [Float], at start: Int) {
        var largest = -Float.infinity
        for index in 0..<classes { largest = max(largest, output.base[index * batchSize + place]) }
        var sum: Float = 0
        for index in 0..<classes {
            probabilities[start + index] = expf(output.base[index * batchSize + place] - largest)
            sum += probabilities[start + index]
        }
        for index in 0..<classes { probabilities[start + index] /= sum }
    }
}
