import Tensors

/// A convolution with 3×3 in-plane kernels and stride 1 by Winograd's F(4×4, 3×3); along depth its taps are summed.
///
/// A task is a box of tiles. For each input block it transforms the planes it needs once, and multiplies at each of 36 points as a
/// convolution along depth; the products of all input blocks add up before they are transformed back.
package struct WinogradConvolution: ConvolutionMethod {
    package let geometry: ConvolutionGeometry
    package var kind: ConvolutionKind { .points }
    package let outputBlocks: Int
    private let partition: WinogradPartition

    /// Whether a geometry can be computed this way.
    package static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        !geometry.isTransposed && geometry.stride == Triple(1) && geometry.dilation == Triple(1) && geometry.kernel.height == 3 && geometry.kernel.width == 3
    }

    package init(_ geometry: ConvolutionGeometry, outputBlocks: Int) {
        precondition(WinogradConvolution.fits(geometry), "Winograd for \(geometry)")
        self.geometry = geometry
        self.outputBlocks = outputBlocks
        partition = WinogradPartition(geometry, outputBlocks: outputBlocks)
    }

    package var scratch: Int { WinogradScratch(partition.largest, geometry.kernel.depth, blocks: partition.groups.map(\.count).max()!).size }

    package var staging: Int { partition.largest.height * partition.largest.width * Layout.block }

    package var sumCount: Int { partition.boxes.count * outputBlocks * 2 * Layout.block }

    package var multiplyAdds: Int { WinogradTransform.tiles(of: geometry.output).voxels * WinogradTransform.points * geometry.kernel.depth }

    /// Input voxels that are loaded for each input block, those between boxes several times.
    package var loadedVoxels: Int {
        partition.groups.count * partition.boxes.reduce(0) { sum, box in
            let scratch = WinogradScratch(box.extent, geometry.kernel.depth, blocks: 1)
            return sum + scratch.inputPlanes * scratch.slab.voxels
        }
    }

    package func pack(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        PackedWeights(atPoints: weights, depth: geometry.kernel.depth, inputBlocks: inputBlocks, outputBlocks: outputBlocks, machine)
    }

    package func packDataGradient(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        let (inputs, outputs, taps) = (inputBlocks.reduce(0, +), outputBlocks.reduce(0, +), geometry.kernel.product)
        let mirrored = [Float](unsafeUninitializedCapacity: weights.count) { mirrored, count in
            for i in 0..<inputs {
                for o in 0..<outputs {
                    for tap in 0..<taps { mirrored[(o * inputs + i) * taps + tap] = weights[(i * outputs + o) * taps + taps - 1 - tap] }
                }
            }
            count = weights.count
        }
        return pack(mirrored, inputBlocks: inputBlocks, outputBlocks: outputBlocks, machine)
    }

    /// - Parameter inputs: Blocks of 16 lanes each.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, firstBlock: Int, initial: UnsafePointer<Float>?,
                     into outputs: [OutputBlock], sums: UnsafeMutablePointer<Double>?) {
        precondition(firstBlock + inputs.count <= weights.inputBlocks.count && outputs.count == weights.outputBlocks.count,
                     "\(inputs.count)→\(outputs.count) blocks for weights of \(weights.inputBlocks.count)→\(weights.outputBlocks.count)")
        precondition(initial != nil || outputs[0].isDirect, "adding to \(outputs[0].form)")
        let (boxes, groups) = (partition.boxes, partition.groups)
        machine.run(boxes.count * groups.count) { task, scratch in
            let (box, group) = (boxes[task % boxes.count], groups[task / boxes.count])
            let work = WinogradTask(geometry: geometry, box: box, scratch: WinogradScratch(box.extent, geometry.kernel.depth, blocks: group.count), memory: scratch)
            for (index, block) in inputs.enumerated() {
                work.transform(block, machine.kernels)
                work.multiply(weights, input: firstBlock + index, isFirst: index == 0, group, machine.kernels)
            }
            for block in group {
                work.finish(block - group.lowerBound, initial.map { $0 + block * Layout.block }, into: outputs[block],
                            sums: sums.map { $0 + ((task % boxes.count) * outputBlocks + block) * 2 * Layout.block },
                            staging: scratch + self.scratch, machine.kernels)
            }
        }
    }
}
