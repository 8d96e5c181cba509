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
                     into outputs: [UnsafeMutablePointer<Float>], sums: UnsafeMutablePointer<Double>?) {
        precondition(firstBlock + inputs.count <= weights.inputBlocks.count && outputs.count == weights.outputBlocks.count,
                     "\(inputs.count)→\(outputs.count) blocks for weights of \(weights.inputBlocks.count)→\(weights.outputBlocks.count)")
        let tiles = partition.tiles.count
        machine.run(tiles * partition.groups.count) { task, scratch in
            let work = DirectTask(geometry: geometry, tile: partition.tiles[task % tiles])
            let group = partition.groups[task / tiles]
            for (index, block) in inputs.enumerated() {
                work.fill(scratch, from: block, machine.kernels)
                let window = work.window(scratch, block)
                for phase in 0..<weights.phases {
                    convolve(work, window, weights, firstBlock + index, phase, group, index == 0 ? initial : nil, outputs, machine.kernels)
                }
            }
            if let sums { sum(work, group, outputs, sums + (task % tiles) * outputBlocks * 2 * Layout.block, machine.kernels) }
        }
    }

    /// One input block of one phase, two output blocks at a time.
    private func convolve(_ work: DirectTask, _ window: mk_window, _ weights: PackedWeights, _ input: Int, _ phase: Int,
                          _ group: Range<Int>, _ initial: UnsafePointer<Float>?, _ outputs: [UnsafeMutablePointer<Float>], _ kernels: mk_kernels) {
        let place = work.output(phase: phase)
        var call = mk_convolve()
        call.window = window
        call.weights_block = weights.outputBlockStride(input: input)
        (call.out_voxel, call.out_row, call.out_plane) = (place.voxel, place.row, place.plane)
        for first in stride(from: group.lowerBound, to: group.upperBound, by: 2) {
            call.blocks = min(2, group.upperBound - first)
            call.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: input, phase: phase, output: first))
            call.initial = initial.map { $0 + first * Layout.block }
            call.out = outputs[first] + place.offset
            call.out_block = call.blocks == 2 ? outputs[first + 1] - outputs[first] : 0
            kernels.convolve(&call)
        }
    }

    private func sum(_ work: DirectTask, _ group: Range<Int>, _ outputs: [UnsafeMutablePointer<Float>],
                     _ sums: UnsafeMutablePointer<Double>, _ kernels: mk_kernels) {
        precondition(!geometry.isTransposed, "statistics of a transposed convolution's tiles")
        let place = work.output(phase: 0)
        for block in group {
            let target = sums + block * 2 * Layout.block
            target.update(repeating: 0, count: 2 * Layout.block)
            kernels.box_sums(outputs[block] + place.offset, place.row, place.plane,
                             work.tile.extent.depth, work.tile.extent.height, work.tile.extent.width, target)
        }
    }
}
