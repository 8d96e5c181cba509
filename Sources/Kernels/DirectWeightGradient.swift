import CKernels
import Tensors

/// The gradient of a convolution with respect to its weights, tap by tap.
package struct DirectWeightGradient: WeightGradientMethod {
    private let geometry: ConvolutionGeometry
    private let partition: TilePartition

    package init(_ geometry: ConvolutionGeometry, inputBlocks: Int) {
        self.geometry = geometry
        partition = TilePartition(geometry, outputBlocks: 1)
    }

    package var scratch: Int { partition.slabVoxels * Layout.block }
    package var boxes: Int { partition.tiles.count }

    package func makeGradient(inputBlocks: [Int], outputBlocks: [Int]) -> PackedWeights {
        PackedWeights(inputBlocks: inputBlocks, outputBlocks: outputBlocks, taps: geometry.kernel.product,
                      order: geometry.isTransposed ? .transposedConvolution : .convolution)
    }

    package func tensor(of gradient: PackedWeights) -> [Float] { gradient.unpacked() }

    package func add(box: Int, _ input: FeatureBlock, index: Int, gradients: [UnsafePointer<Float>], _ weights: PackedWeights,
                     to sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        let work = DirectTask(geometry: geometry, tile: partition.tiles[box])
        work.fill(scratch, from: input, kernels)
        var call = mk_convolve_weight_gradient()
        call.window = work.window(scratch, input)
        call.blocks = 1
        for phase in 0..<weights.phases {
            let place = work.output(phase: phase, in: geometry.output)
            (call.gradient_voxel, call.gradient_row, call.gradient_plane) = (place.voxel, place.row, place.plane)
            for (block, gradient) in gradients.enumerated() {
                call.gradient = gradient + geometry.output.voxel(work.firstOutput) * Layout.block + place.offset
                call.weights = sums + weights.offset(input: index, phase: phase, output: block)
                kernels.convolve_weight_gradient(&call)
            }
        }
    }
}
