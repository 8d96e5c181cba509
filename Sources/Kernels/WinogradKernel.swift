import CKernels
import Tensors

/// A convolution with 3×3 in-plane kernels and stride 1 by Winograd's F(4×4, 3×3); along depth its taps are summed.
///
/// A task is a box of tiles. For each input block it transforms the planes it needs once, and multiplies at each of 36 points as a
/// convolution along depth; the products of all input blocks add up before they are transformed back.
package struct WinogradKernel: Sendable {
    package let geometry: ConvolutionGeometry
    package let outputBlocks: Int
    private let boxes: [TilePartition.Tile]
    private let groups: [Range<Int>]
    private let largest: Extent
    private let groupSize: Int

    /// Whether a geometry can be computed this way.
    package static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        !geometry.isTransposed && geometry.stride == Triple(1) && geometry.dilation == Triple(1) && geometry.kernel.height == 3 && geometry.kernel.width == 3
    }

    package init(_ geometry: ConvolutionGeometry, outputBlocks: Int) {
        precondition(WinogradKernel.fits(geometry), "Winograd for \(geometry)")
        self.geometry = geometry
        self.outputBlocks = outputBlocks
        (boxes, groups) = WinogradPartition.cut(geometry, outputBlocks: outputBlocks)
        largest = Extent(boxes.map(\.extent.depth).max()!, boxes.map(\.extent.height).max()!, boxes.map(\.extent.width).max()!)
        groupSize = groups.map(\.count).max()!
    }

    /// Floats of scratch memory that each worker needs.
    package var scratch: Int { WinogradScratch(largest, geometry.kernel.depth, blocks: groupSize).size }

    /// Multiply-adds for each pair of an input and an output channel.
    package var multiplyAdds: Int {
        let e = geometry.output
        return e.depth * ((e.height + 3) / 4) * ((e.width + 3) / 4) * WinogradTransform.points * geometry.kernel.depth
    }

    /// Doubles that `sums` must hold for `run`: two for each channel of each output block and box.
    package var sumCount: Int { boxes.count * outputBlocks * 2 * Layout.block }

    /// Writes the output blocks; see `ConvolutionKernel.run`.
    ///
    /// - Parameter inputs: Blocks of 16 lanes each.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, initial: UnsafePointer<Float>,
                     into outputs: [UnsafeMutablePointer<Float>], sums: UnsafeMutablePointer<Double>? = nil) {
        precondition(inputs.count == weights.inputBlocks.count && outputs.count == weights.outputBlocks.count,
                     "\(inputs.count)→\(outputs.count) blocks for weights of \(weights.inputBlocks.count)→\(weights.outputBlocks.count)")
        machine.run(boxes.count * groups.count) { task, scratch in
            let (box, group) = (boxes[task % boxes.count], groups[task / boxes.count])
            let work = WinogradTask(geometry: geometry, box: box, scratch: WinogradScratch(box.extent, geometry.kernel.depth, blocks: group.count), memory: scratch)
            for (index, block) in inputs.enumerated() {
                work.transform(block, machine.kernels)
                work.multiply(weights, input: index, group, machine.kernels)
            }
            for block in group {
                work.finish(block - group.lowerBound, initial + block * Layout.block, into: outputs[block],
                            sums: sums.map { $0 + ((task % boxes.count) * outputBlocks + block) * 2 * Layout.block }, machine.kernels)
            }
        }
    }
}

/// The fixed cut of a convolution into boxes of tiles and groups of output blocks.
private enum WinogradPartition {
    /// Bytes of a box's transforms that stay in a core's second-level cache.
    static let cache = 640 << 10

    static func cut(_ geometry: ConvolutionGeometry, outputBlocks: Int) -> (boxes: [TilePartition.Tile], groups: [Range<Int>]) {
        let e = geometry.output
        let tiles = Extent(e.depth, (e.height + 3) / 4, (e.width + 3) / 4)
        let size = min(outputBlocks, 8)
        let groups = stride(from: 0, to: outputBlocks, by: size).map { $0..<min($0 + size, outputBlocks) }
        let plane = size <= 4 ? (rows: 2, columns: 8) : (rows: 1, columns: 8)
        let planeBytes = WinogradTransform.points * plane.rows * plane.columns * Layout.block * MemoryLayout<Float>.stride
        let depth = max(1, (cache / planeBytes - geometry.kernel.depth + 1) / (1 + size))
        let boxes = TilePartition.cut(tiles, Extent(min(depth, 8), plane.rows, plane.columns)).map { box in
            let (h, w) = (box.first.height * 4, box.first.width * 4)
            return TilePartition.Tile(first: (box.first.depth, h, w), extent: Extent(box.extent.depth, min(box.extent.height * 4, e.height - h),
                                                                                    min(box.extent.width * 4, e.width - w)))
        }
        return (boxes, groups)
    }
}

/// Where a task's parts lie in scratch memory.
private struct WinogradScratch {
    let rows, columns, inputPlanes, outputPlanes, blocks: Int

    init(_ box: Extent, _ kernelDepth: Int, blocks: Int) {
        (rows, columns) = ((box.height + 3) / 4, (box.width + 3) / 4)
        (inputPlanes, outputPlanes, self.blocks) = (box.depth + kernelDepth - 1, box.depth, blocks)
    }

    var tiles: Int { rows * columns }
    /// Floats of one plane's transform.
    var plane: Int { WinogradTransform.points * tiles * Layout.block }
    var slab: Extent { Extent(1, 4 * rows + 2, 4 * columns + 2) }
    /// Zeros [blocks, 16], then the slab, the transformed inputs and the products.
    var slabOffset: Int { blocks * Layout.block }
    var inputOffset: Int { slabOffset + slab.voxels * Layout.block }
    var productOffset: Int { inputOffset + inputPlanes * plane }
    var size: Int { productOffset + blocks * outputPlanes * plane }
}

/// One box of one group of output blocks.
private struct WinogradTask {
    let geometry: ConvolutionGeometry
    let box: TilePartition.Tile
    let scratch: WinogradScratch
    let memory: UnsafeMutablePointer<Float>

    /// Transforms the planes of an input block that the box reads.
    func transform(_ block: FeatureBlock, _ kernels: mk_kernels) {
        precondition(block.lanes == Layout.block, "Winograd reads blocks of \(Layout.block) lanes, found \(block.lanes)")
        let (slab, e, p) = (scratch.slab, geometry.input, geometry.padding)
        var fill = mk_fill(source: block.base, depth: e.depth, height: e.height, width: e.width, lanes: block.lanes, first_depth: 0,
                           first_height: box.first.height - p.height, first_width: box.first.width - p.width, slab: memory + scratch.slabOffset,
                           slab_depth: 1, slab_height: slab.height, slab_width: slab.width, scale: block.scale, shift: block.shift, slope: block.slope)
        var call = mk_winograd_input(slab: memory + scratch.slabOffset, slab_row: slab.width * Layout.block, rows: scratch.rows,
                                     columns: scratch.columns, points: nil)
        for plane in 0..<scratch.inputPlanes {
            fill.first_depth = box.first.depth - p.depth + plane
            kernels.fill(&fill)
            call.points = memory + scratch.inputOffset + plane * scratch.plane
            kernels.winograd_input(&call)
        }
    }

    /// Multiplies at each point, as a convolution along depth; adds to the products of the input blocks before.
    func multiply(_ weights: PackedWeights, input: Int, _ group: Range<Int>, _ kernels: mk_kernels) {
        let line = scratch.tiles * Layout.block
        var call = mk_convolve()
        call.window = mk_window(slab: nil, lanes: Layout.block, slab_row: line, slab_plane: scratch.plane, channels: weights.inputBlocks[input],
                                kernel: (geometry.kernel.depth, 1, 1), stride: (1, 1, 1), dilation: (1, 1, 1), depth: scratch.outputPlanes, height: 1,
                                width: scratch.tiles)
        call.weights_block = weights.outputBlockStride(input: input)
        (call.out_voxel, call.out_row, call.out_plane) = (Layout.block, line, scratch.plane)
        call.out_block = scratch.outputPlanes * scratch.plane
        if input == 0 {
            memory.update(repeating: 0, count: scratch.slabOffset)
            call.initial = UnsafePointer(memory)
        }
        for point in 0..<WinogradTransform.points {
            call.window.slab = UnsafePointer(memory + scratch.inputOffset + point * line)
            for first in stride(from: 0, to: group.count, by: 2) {
                call.blocks = min(2, group.count - first)
                call.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: input, phase: point, output: group.lowerBound + first))
                call.out = memory + scratch.productOffset + first * call.out_block + point * line
                kernels.convolve(&call)
            }
        }
    }

    /// Transforms a block's products back, writes its outputs and gathers their sums.
    func finish(_ block: Int, _ initial: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Double>?,
                _ kernels: mk_kernels) {
        let e = geometry.output
        sums?.update(repeating: 0, count: 2 * Layout.block)
        var call = mk_winograd_output(points: nil, rows: scratch.rows, columns: scratch.columns, initial: initial, out: nil, out_row: e.width * Layout.block,
                                      height: box.extent.height, width: box.extent.width, sums: sums)
        for plane in 0..<scratch.outputPlanes {
            call.points = UnsafePointer(memory + scratch.productOffset + (block * scratch.outputPlanes + plane) * scratch.plane)
            call.out = output + (((box.first.depth + plane) * e.height + box.first.height) * e.width + box.first.width) * Layout.block
            kernels.winograd_output(&call)
        }
    }
}
