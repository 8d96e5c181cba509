import CKernels
import Tensors

/// A way to compute the gradient of a convolution with respect to its weights, cut into tasks by input block and by slices of its boxes.
package protocol WeightGradientMethod: Sendable {
    /// Floats of scratch memory that each worker needs.
    var scratch: Int { get }
    /// Boxes of voxels into which the work falls.
    var boxes: Int { get }

    /// Zeros in the order in which the method gathers the gradient.
    func makeGradient(inputBlocks: [Int], outputBlocks: [Int]) -> PackedWeights

    /// A gathered gradient as a tensor in the order of the forward pass's weights.
    func tensor(of gradient: PackedWeights) -> [Float]

    /// Adds what one box contributes to the gradient of one input block's weights.
    func add(box: Int, _ input: FeatureBlock, index: Int, gradients: [UnsafePointer<Float>], _ weights: PackedWeights,
             to sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, _ kernels: mk_kernels)
}

extension WeightGradientMethod {
    /// Adds the weight gradient of these inputs and output gradients to `weights`.
    ///
    /// Slices sum apart and are added in order, so that the bits do not depend on which thread was first.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], gradients: [UnsafePointer<Float>], addingTo weights: PackedWeights) {
        // At least 16 tasks, so that many cores find work.
        let size = weights.storage.count, slices = min(boxes, (16 + inputs.count - 1) / inputs.count)
        let partial = AlignedMemory.uninitialized(count: slices * size)
        defer { AlignedMemory.release(partial) }
        machine.run(inputs.count * slices) { task, scratch in
            let (index, slice) = (task / slices, task % slices)
            let sums = partial.baseAddress! + slice * size
            let range = weights.offset(input: index, phase: 0, output: 0)..<weights.end(input: index)
            (sums + range.lowerBound).update(repeating: 0, count: range.count)
            for box in boxes * slice / slices..<boxes * (slice + 1) / slices {
                add(box: box, inputs[index], index: index, gradients: gradients, weights, to: sums, scratch: scratch, machine.kernels)
            }
        }
        let pieces = 16, rounded = size / Layout.block
        machine.run(pieces) { piece, _ in
            let from = rounded * piece / pieces * Layout.block, count = rounded * (piece + 1) / pieces * Layout.block - from
            for slice in 0..<slices { machine.kernels.add_scaled(weights.storage.baseAddress! + from, partial.baseAddress! + slice * size + from, 1, count) }
        }
    }
}
