import CKernels
import Tensors

/// The gradient of a convolution with respect to its weights at Winograd's points: 36 products for 144.
///
/// The forward pass is y = Aᵀ(U ⊙ Bᵀx B)A with U = G w Gᵀ; so dU = Σ (A dy Aᵀ) ⊙ (Bᵀx B) over all tiles, and dw = Gᵀ dU G.
package struct WinogradWeightGradient: WeightGradientMethod {
    private let geometry: ConvolutionGeometry
    private let partition: WinogradPartition

    package init(_ geometry: ConvolutionGeometry, inputBlocks: Int) {
        self.geometry = geometry
        partition = WinogradPartition(geometry, outputBlocks: 1)
    }

    package var scratch: Int { WinogradScratch(partition.largest, geometry.kernel.depth, blocks: 1).size }
    package var boxes: Int { partition.boxes.count }

    package func makeGradient(inputBlocks: [Int], outputBlocks: [Int]) -> PackedWeights {
        PackedWeights(inputBlocks: inputBlocks, outputBlocks: outputBlocks, taps: WinogradTransform.points * geometry.kernel.depth, order: .winograd)
    }

    package func tensor(of gradient: PackedWeights) -> [Float] {
        WinogradTransform.weightGradient(gradient.unpacked(), depth: geometry.kernel.depth)
    }

    package func add(box: Int, _ input: FeatureBlock, index: Int, gradients: [UnsafePointer<Float>], _ weights: PackedWeights,
                     to sums: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        let box = partition.boxes[box]
        let places = WinogradScratch(box.extent, geometry.kernel.depth, blocks: 1)
        let task = WinogradTask(geometry: geometry, box: box, scratch: places, memory: scratch)
        task.transform(input, kernels)
        let line = places.tiles * Layout.block
        var call = mk_convolve_weight_gradient()
        (call.gradient_voxel, call.gradient_row, call.gradient_plane, call.blocks) = (Layout.block, line, places.plane, 1)
        for (block, gradient) in gradients.enumerated() {
            task.transform(gradient: gradient, kernels)
            for point in 0..<WinogradTransform.points {
                call.window = task.window(point: point, channels: weights.inputBlocks[index])
                call.gradient = UnsafePointer(scratch + places.productOffset + point * line)
                call.weights = sums + weights.offset(input: index, phase: point, output: block)
                kernels.convolve_weight_gradient(&call)
            }
        }
    }
}
