import CKernels
import Tensors

/// The gradient of a convolution with respect to its weights, cut into tasks by input block and by slices of the tiles.
package struct ConvolutionWeightGradient: Sendable {
    package let geometry: ConvolutionGeometry
    private let partition: TilePartition
    private let slices: Int

    /// At least this many tasks, so that many cores find work.
    private static let wantedTasks = 16

    package init(_ geometry: ConvolutionGeometry, inputBlocks: Int) {
        self.geometry = geometry
        partition = TilePartition(geometry, outputBlocks: 1)
        slices = min(partition.tiles.count, (ConvolutionWeightGradient.wantedTasks + inputBlocks - 1) / inputBlocks)
    }

    /// Floats of scratch memory that each worker needs.
    package var scratch: Int { partition.slabVoxels * Layout.block }

    /// Adds the weight gradient of these inputs and output gradients to `weights`, whose order is that of the forward pass.
    ///
    /// Slices sum apart and are added in order, so that the bits do not depend on which thread was first.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], gradients: [UnsafePointer<Float>], addingTo weights: PackedWeights) {
        let size = weights.storage.count
        let partial = AlignedMemory.uninitialized(count: slices * size)
        defer { AlignedMemory.release(partial) }
        machine.run(inputs.count * slices) { task, scratch in
            let (index, slice) = (task / slices, task % slices)
            let sums = partial.baseAddress! + slice * size
            let range = weights.offset(input: index, phase: 0, output: 0)..<weights.end(input: index)
            (sums + range.lowerBound).update(repeating: 0, count: range.count)
            for tile in partition.tiles.count * slice / slices..<partition.tiles.count * (slice + 1) / slices {
                let work = ConvolutionTask(geometry: geometry, tile: partition.tiles[tile])
                work.fill(scratch, from: inputs[index], machine.kernels)
                accumulate(work, work.window(scratch, inputs[index]), gradients, weights, index, sums, machine.kernels)
            }
        }
        let pieces = 16, rounded = size / Layout.block
        machine.run(pieces) { piece, _ in
            let from = rounded * piece / pieces * Layout.block, count = rounded * (piece + 1) / pieces * Layout.block - from
            for slice in 0..<slices { machine.kernels.add_scaled(weights.storage.baseAddress! + from, partial.baseAddress! + slice * size + from, 1, count) }
        }
    }

    private func accumulate(_ work: ConvolutionTask, _ window: mk_window, _ gradients: [UnsafePointer<Float>], _ weights: PackedWeights,
                            _ input: Int, _ sums: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        for phase in 0..<weights.phases {
            let place = work.output(phase: phase)
            var call = mk_convolve_weight_gradient()
            call.window = window
            (call.gradient_voxel, call.gradient_row, call.gradient_plane) = (place.voxel, place.row, place.plane)
            call.blocks = 1
            for (block, gradient) in gradients.enumerated() {
                call.gradient = gradient + place.offset
                call.weights = sums + weights.offset(input: input, phase: phase, output: block)
                kernels.convolve_weight_gradient(&call)
            }
        }
    }
}
