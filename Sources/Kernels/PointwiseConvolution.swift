import CKernels
import Tensors

/// A 1×1×1 convolution, with any stride, as a matrix product: sums stay in registers over all input channels.
///
/// A task copies its voxels of up to 64 input blocks into a slab [block, rows, voxels, 16]; the kernel takes the blocks for taps
/// along depth. A planar image is read as it lies, each channel for a tap: of one channel at a time the outputs would be loaded and
/// stored for every product.
package struct PointwiseConvolution: ConvolutionMethod {
    package let geometry: ConvolutionGeometry
    package var kind: ConvolutionKind { .product }
    package let inputBlocks: Int
    package let outputBlocks: Int
    /// Whether the inputs are the channels of one planar image.
    private let isPlanar: Bool
    /// Rows of each task: output rows [D·H, W], or with stride 1 runs of voxels [1, D·H·W].
    private let rows: [Range<Int>]
    private let groups: [Range<Int>]

    /// Floats of a slab, so that it stays in a core's second-level cache.
    private static let slabLimit = 64 << 10
    private static let blockLimit = 64
    /// Whole tiles of the widest kernel (14 voxels) and, nearly, of the others.
    private static let runUnit = 56
    private static let wantedTasks = 32

    /// Whether a geometry can be computed this way.
    package static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        !geometry.isTransposed && geometry.kernel == Triple(1) && geometry.padding == Triple(0)
    }

    /// - Parameter isPlanar: Whether the inputs are the channels of one planar image; with stride 1 only.
    package init(_ geometry: ConvolutionGeometry, inputBlocks: Int, outputBlocks: Int, isPlanar: Bool = false) {
        precondition(PointwiseConvolution.fits(geometry) && !(isPlanar && geometry.stride != Triple(1)), "a matrix product for \(geometry)")
        self.geometry = geometry
        self.inputBlocks = inputBlocks
        self.outputBlocks = outputBlocks
        self.isPlanar = isPlanar
        let perVoxel = isPlanar ? inputBlocks : min(inputBlocks, PointwiseConvolution.blockLimit) * Layout.block
        let output = geometry.output
        let (count, size): (Int, Int)
        if geometry.stride == Triple(1) {
            count = output.voxels
            size = min(max(PointwiseConvolution.slabLimit / perVoxel / PointwiseConvolution.runUnit, 1), 16) * PointwiseConvolution.runUnit
        } else {
            count = output.depth * output.height
            size = max(PointwiseConvolution.slabLimit / (perVoxel * PointwiseConvolution.slabWidth(geometry)), 1)
        }
        let parts = (count + size - 1) / size
        rows = (0..<parts).map { min(count, $0 * size)..<min(count, ($0 + 1) * size) }
        let wanted = max(1, min((outputBlocks + 3) / 4, (PointwiseConvolution.wantedTasks + parts - 1) / parts))
        let group = (outputBlocks + wanted - 1) / wanted + 1 & ~1
        groups = stride(from: 0, to: outputBlocks, by: group).map { $0..<min($0 + group, outputBlocks) }
    }

    package var scratch: Int { isPlanar ? 0 : min(inputBlocks, PointwiseConvolution.blockLimit) * blockSlab(rows[0].count) }

    package var staging: Int { rows[0].count * rowVoxels * Layout.block * groups.map(\.count).max()! }

    package var sumCount: Int { rows.count * outputBlocks * 2 * Layout.block }

    package var multiplyAdds: Int { geometry.multiplyAdds }

    package func pack(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        packed(weights, inputBlocks, outputBlocks, machine, isPlanar ? .planarPointwise : .pointwise)
    }

    package func packDataGradient(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights {
        packed(weights, inputBlocks, outputBlocks, machine, .pointwiseDataGradient)
    }

    private func packed(_ weights: [Float], _ inputBlocks: [Int], _ outputBlocks: [Int], _ machine: Machine?, _ order: PackedWeights.Order) -> PackedWeights {
        let result = PackedWeights(inputBlocks: inputBlocks, outputBlocks: outputBlocks, taps: 1, order: order)
        result.pack(weights, machine)
        return result
    }

    /// - Parameter inputs: Blocks of 16 lanes each, at most `inputBlocks`; or the channels of a planar image, in their order.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, firstBlock: Int, initial: UnsafePointer<Float>?,
                     into outputs: [OutputBlock], sums: UnsafeMutablePointer<Double>?) {
        precondition(inputs.count <= inputBlocks && firstBlock + inputs.count <= weights.inputBlocks.count && outputs.count == weights.outputBlocks.count,
                     "\(inputs.count)→\(outputs.count) blocks for weights of \(weights.inputBlocks.count)→\(weights.outputBlocks.count)")
        precondition(inputs.allSatisfy { $0.lanes == lanes && !(isPlanar && $0.slope != 1) }, "a matrix product reads blocks of \(lanes) lanes")
        precondition(inputs.allSatisfy { $0.recomputed == nil }, "only Winograd's convolutions compute their inputs")
        precondition(initial != nil || outputs[0].isDirect, "adding to \(outputs[0].form)")
        machine.run(rows.count * groups.count) { task, scratch in
            let rows = rows[task % rows.count]
            let target = OutputBox(outputs, groups[task / self.rows.count], Extent(1, 1, rows.count * rowVoxels), at: (0, 0, rows.lowerBound * rowVoxels),
                                   of: Extent(1, 1, geometry.output.voxels), staging: scratch + self.scratch)
            let limit = isPlanar ? inputs.count : PointwiseConvolution.blockLimit
            for first in stride(from: 0, to: inputs.count, by: limit) {
                let part = inputs[first..<min(first + limit, inputs.count)]
                let slab = isPlanar ? inputs[first].floats + rows.lowerBound : copy(part, rows, to: scratch, machine.kernels)
                multiply(slab, blocks: part.count, weights, firstBlock + first, first == 0 ? initial : nil, rows, target, machine.kernels)
            }
            if let sums { sum(target, sums + (task % self.rows.count) * outputBlocks * 2 * Layout.block, machine.kernels) }
            target.publish(machine.kernels)
        }
    }
}

extension PointwiseConvolution {
    private var isFlat: Bool { geometry.stride == Triple(1) }

    /// Voxels that an output row reads, those between included.
    private static func slabWidth(_ geometry: ConvolutionGeometry) -> Int { (geometry.output.width - 1) * geometry.stride.width + 1 }

    /// Numbers of a voxel in what the kernel reads.
    private var lanes: Int { isPlanar ? 1 : Layout.block }

    /// Floats of one block's slab.
    private func blockSlab(_ rows: Int) -> Int { rows * (isFlat ? 1 : PointwiseConvolution.slabWidth(geometry)) * Layout.block }

    /// The slabs of some blocks, one after another.
    private func copy(_ blocks: ArraySlice<FeatureBlock>, _ rows: Range<Int>, to scratch: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) -> UnsafePointer<Float> {
        for (index, block) in blocks.enumerated() {
            let slab = scratch + index * blockSlab(rows.count)
            fill(slab, from: block, rows, kernels)
            clear(slab, from: block.channels, rows)
        }
        return UnsafePointer(scratch)
    }

    private func fill(_ slab: UnsafeMutablePointer<Float>, from block: FeatureBlock, _ rows: Range<Int>, _ kernels: mk_kernels) {
        let (e, s) = (geometry.input, geometry.stride)
        var fill = mk_fill(source: block.base, format: block.format.kernelFormat, depth: 1, height: 1, width: e.voxels, lanes: Layout.block, first_depth: 0, first_height: 0,
                           first_width: rows.lowerBound, slab: slab, slab_depth: 1, slab_height: 1, slab_width: rows.count, scale: block.scale,
                           shift: block.shift, slope: block.slope)
        if isFlat {
            kernels.fill(&fill)
            return
        }
        (fill.depth, fill.height, fill.width, fill.first_width) = (e.depth, e.height, e.width, 0)
        fill.slab_width = PointwiseConvolution.slabWidth(geometry)
        for row in rows {
            fill.first_depth = row / geometry.output.height * s.depth
            fill.first_height = row % geometry.output.height * s.height
            kernels.fill(&fill)
            fill.slab += fill.slab_width * Layout.block
        }
    }

    /// Zeros the lanes that carry no channel: the kernel reads them all.
    private func clear(_ slab: UnsafeMutablePointer<Float>, from channels: Int, _ rows: Range<Int>) {
        guard channels < Layout.block else { return }
        for voxel in stride(from: 0, to: blockSlab(rows.count), by: Layout.block) {
            (slab + voxel + channels).update(repeating: 0, count: Layout.block - channels)
        }
    }

    private func multiply(_ slab: UnsafePointer<Float>, blocks: Int, _ weights: PackedWeights, _ firstBlock: Int,
                          _ initial: UnsafePointer<Float>?, _ rows: Range<Int>, _ target: OutputBox, _ kernels: mk_kernels) {
        let (group, width) = (target.group, isFlat ? rows.count : geometry.output.width)
        var call = mk_convolve()
        call.window = mk_window(slab: slab, lanes: lanes, slab_row: isFlat ? 0 : blockSlab(1),
                                slab_plane: isPlanar ? geometry.input.voxels : blockSlab(rows.count), channels: lanes, kernel: (blocks, 1, 1), stride: (1, 1, isFlat ? 1 : geometry.stride.width),
                                dilation: (1, 1, 1), depth: 1, height: isFlat ? 1 : rows.count, width: width)
        call.weights_block = weights.outputBlockStride(input: firstBlock)
        (call.out_voxel, call.out_row, call.out_plane) = (Layout.block, width * Layout.block, 0)
        for first in stride(from: group.lowerBound, to: group.upperBound, by: 2) {
            call.blocks = min(2, group.upperBound - first)
            call.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: firstBlock, phase: 0, output: first))
            call.initial = initial.map { $0 + first * Layout.block }
            call.out = target.block(first)
            call.out_block = target.step(from: first)
            kernels.convolve(&call)
        }
    }

    private func sum(_ target: OutputBox, _ sums: UnsafeMutablePointer<Double>, _ kernels: mk_kernels) {
        for block in target.group {
            let sums = sums + block * 2 * Layout.block
            sums.update(repeating: 0, count: 2 * Layout.block)
            // Sums run in single precision along a row of the box, which a long run is cut into.
            for from in stride(from: 0, to: target.box.voxels, by: PointwiseConvolution.runUnit) {
                kernels.box_sums(target.block(block) + from * Layout.block, 0, 0, 1, 1, min(PointwiseConvolution.runUnit, target.box.voxels - from), sums)
            }
        }
    }

    /// Output voxels of each of a task's rows.
    private var rowVoxels: Int { isFlat ? 1 : geometry.output.width }
}
