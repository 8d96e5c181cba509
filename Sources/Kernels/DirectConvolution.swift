import CKernels
import Tensors

/// A convolution or transposed convolution tap by tap.
package struct DirectConvolution: ConvolutionMethod {
    package let geometry: ConvolutionGeometry
    package var kind: ConvolutionKind { .taps }
    package let outputBlocks: Int
    private let partition: TilePartition

    package init(_ geometry: ConvolutionGeometry, outputBlocks: Int) {
        self.geometry = geometry
        self.outputBlocks = outputBlocks
        partition = TilePartition(geometry, outputBlocks: outputBlocks)
    }

    package var scratch: Int { partition.slabVoxels * Layout.block }

    package var staging: Int { partition.boxVoxels * Layout.block * partition.groups.map(\.count).max()! }

    package var sumCount: Int { partition.tiles.count * outputBlocks * 2 * Layout.block }

    package var multiplyAdds: Int { geometry.multiplyAdds }

    package func pack(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        packed(weights, inputBlocks, outputBlocks, machine, geometry.isTransposed ? .transposedConvolution : .convolution)
    }

    package func packDataGradient(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        packed(weights, inputBlocks, outputBlocks, machine, geometry.stride == Triple(1) ? .convolutionDataGradient : .transposedConvolutionDataGradient)
    }

    private func packed(_ weights: [Float], _ inputBlocks: [Int], _ outputBlocks: [Int], _ machine: Machine?, _ order: PackedWeights.Order) -> PackedWeights {
        let result = PackedWeights(undefined: inputBlocks, outputBlocks: outputBlocks, taps: geometry.kernel.product, order: order)
        result.pack(weights, machine)
        return result
    }

    package func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, firstBlock: Int, initial: UnsafePointer<Float>?,
                     into outputs: [OutputBlock], sums: UnsafeMutablePointer<Double>?) {
        precondition(firstBlock + inputs.count <= weights.inputBlocks.count && outputs.count == weights.outputBlocks.count,
                     "\(inputs.count)→\(outputs.count) blocks for weights of \(weights.inputBlocks.count)→\(weights.outputBlocks.count)")
        precondition(inputs.allSatisfy { $0.recomputed == nil }, "only Winograd's convolutions compute their inputs")
        precondition(initial != nil || outputs[0].isDirect, "adding to \(outputs[0].form)")
        let tiles = partition.tiles.count
        machine.run(tiles * partition.groups.count) { task, scratch in
            let work = DirectTask(geometry: geometry, tile: partition.tiles[task % tiles])
            let target = OutputBox(outputs, partition.groups[task / tiles], work.box, at: work.firstOutput, of: geometry.output,
                                   staging: scratch + self.scratch)
            for (index, block) in inputs.enumerated() {
                work.fill(scratch, from: block, machine.kernels)
                let window = work.window(scratch, block)
                for phase in 0..<weights.phases {
                    convolve(work, window, weights, firstBlock + index, phase, index == 0 ? initial : nil, target, machine.kernels)
                }
            }
            if let sums { sum(work, target, sums + (task % tiles) * outputBlocks * 2 * Layout.block, machine.kernels) }
            target.publish(machine.kernels)
        }
    }

    /// One input block of one phase, two output blocks at a time.
    private func convolve(_ work: DirectTask, _ window: mk_window, _ weights: PackedWeights, _ input: Int, _ phase: Int,
                          _ initial: UnsafePointer<Float>?, _ target: OutputBox, _ kernels: mk_kernels) {
        let (place, group) = (work.output(phase: phase, in: target.extent), target.group)
        var call = mk_convolve()
        call.window = window
        call.weights_block = weights.outputBlockStride(input: input)
        (call.out_voxel, call.out_row, call.out_plane) = (place.voxel, place.row, place.plane)
        for first in stride(from: group.lowerBound, to: group.upperBound, by: 2) {
            call.blocks = min(2, group.upperBound - first)
            call.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: input, phase: phase, output: first))
            call.initial = initial.map { $0 + first * Layout.block }
            call.out = target.block(first) + place.offset
            call.out_block = target.step(from: first)
            kernels.convolve(&call)
        }
    }

    private func sum(_ work: DirectTask, _ target: OutputBox, _ sums: UnsafeMutablePointer<Double>, _ kernels: mk_kernels) {
        precondition(!geometry.isTransposed, "statistics of a transposed convolution's tiles")
        let (place, e) = (work.output(phase: 0, in: target.extent), target.box)
        for block in target.group {
            let sums = sums + block * 2 * Layout.block
            sums.update(repeating: 0, count: 2 * Layout.block)
            kernels.box_sums(target.block(block), place.row, place.plane, e.depth, e.height, e.width, sums)
        }
    }
}
