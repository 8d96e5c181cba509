import CKernels
import Tensors

/// One box of tiles and one group of output blocks: the parts that a convolution and its weight gradient are made of.
struct WinogradTask {
    let geometry: ConvolutionGeometry
    let box: TilePartition.Tile
    let scratch: WinogradScratch
    let memory: UnsafeMutablePointer<Float>

    /// Transforms the planes of an input block that the box reads.
    func transform(_ block: FeatureBlock, _ kernels: mk_kernels) {
        precondition(block.lanes == Layout.block, "Winograd reads blocks of \(Layout.block) lanes, found \(block.lanes)")
        let (slab, p) = (scratch.slab, geometry.padding)
        transform(block, of: geometry.input, first: (box.first.depth - p.depth, box.first.height - p.height, box.first.width - p.width),
                  slab: (slab.height, slab.width), planes: scratch.inputPlanes, to: scratch.inputOffset, kernels, kernels.winograd_input)
    }

    /// Transforms the box of a block of the output's gradient, to where the products of block 0 lie.
    func transform(gradient: UnsafePointer<Float>, _ kernels: mk_kernels) {
        // The last tiles may reach past the output; their gradient is zero there.
        transform(FeatureBlock(base: gradient, channels: Layout.block), of: geometry.output, first: box.first, slab: (4 * scratch.rows, 4 * scratch.columns),
                  planes: scratch.outputPlanes, to: scratch.productOffset, kernels, kernels.winograd_gradient)
    }

    /// Copies one plane after another of a block of the given extent to the slab, and transforms it.
    private func transform(_ block: FeatureBlock, of e: Extent, first: (depth: Int, height: Int, width: Int), slab: (height: Int, width: Int), planes: Int,
                           to offset: Int, _ kernels: mk_kernels, _ transformSlab: (UnsafePointer<mk_winograd_input>?) -> Void) {
        var fill = mk_fill(source: block.base, format: block.format.kernelFormat, depth: e.depth, height: e.height, width: e.width, lanes: block.lanes, first_depth: 0,
                           first_height: first.height, first_width: first.width, slab: memory + scratch.slabOffset, slab_depth: 1,
                           slab_height: slab.height, slab_width: slab.width, scale: block.scale, shift: block.shift, slope: block.slope)
        var call = mk_winograd_input(slab: memory + scratch.slabOffset, slab_row: slab.width * Layout.block, rows: scratch.rows,
                                     columns: scratch.columns, points: nil)
        for plane in 0..<planes {
            fill.first_depth = first.depth + plane
            if let recomputed = block.recomputed { recomputed.fill(fill, scratch: memory + scratch.recomputeOffset, kernels) } else { kernels.fill(&fill) }
            call.points = memory + offset + plane * scratch.plane
            transformSlab(&call)
        }
    }

    /// The window along depth over the transformed inputs of one point.
    func window(point: Int, channels: Int) -> mk_window {
        let line = scratch.tiles * Layout.block
        return mk_window(slab: memory + scratch.inputOffset + point * line, lanes: Layout.block, slab_row: line, slab_plane: scratch.plane, channels: channels,
                         kernel: (geometry.kernel.depth, 1, 1), stride: (1, 1, 1), dilation: (1, 1, 1), depth: scratch.outputPlanes, height: 1,
                         width: scratch.tiles)
    }

    /// Multiplies at each point, as a convolution along depth; adds to the products of the input blocks before unless it is the first.
    func multiply(_ weights: PackedWeights, input: Int, isFirst: Bool, _ group: Range<Int>, _ kernels: mk_kernels) {
        let line = scratch.tiles * Layout.block
        var call = mk_convolve()
        call.weights_block = weights.outputBlockStride(input: input)
        (call.out_voxel, call.out_row, call.out_plane) = (Layout.block, line, scratch.plane)
        call.out_block = scratch.outputPlanes * scratch.plane
        if isFirst {
            memory.update(repeating: 0, count: scratch.slabOffset)
            call.initial = UnsafePointer(memory)
        }
        for point in 0..<WinogradTransform.points {
            call.window = window(point: point, channels: weights.inputBlocks[input])
            for first in stride(from: 0, to: group.count, by: 2) {
                call.blocks = min(2, group.count - first)
                call.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: input, phase: point, output: group.lowerBound + first))
                call.out = memory + scratch.productOffset + first * call.out_block + point * line
                kernels.convolve(&call)
            }
        }
    }

    /// Transforms a block's products back, writes its outputs and gathers their sums.
    ///
    /// - Parameter staging: Memory for one plane of the box, used where the output is not a float32 block.
    func finish(_ block: Int, _ initial: UnsafePointer<Float>?, into output: OutputBlock, sums: UnsafeMutablePointer<Double>?,
                staging: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        let (e, plane) = (geometry.output, Extent(1, box.extent.height, box.extent.width))
        sums?.update(repeating: 0, count: 2 * Layout.block)
        var call = mk_winograd_output(points: nil, rows: scratch.rows, columns: scratch.columns, initial: initial, out: staging,
                                      out_row: (output.isDirect ? e.width : plane.width) * Layout.block,
                                      height: plane.height, width: plane.width, sums: sums)
        for depth in 0..<scratch.outputPlanes {
            call.points = UnsafePointer(memory + scratch.productOffset + (block * scratch.outputPlanes + depth) * scratch.plane)
            let first = (depth: box.first.depth + depth, height: box.first.height, width: box.first.width)
            if output.isDirect { call.out = output.floats + e.voxel(first) * Layout.block }
            kernels.winograd_output(&call)
            if !output.isDirect { output.write(staging, plane, at: first, of: e, kernels) }
        }
    }
}
