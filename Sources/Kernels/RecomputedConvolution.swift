import CKernels
import Tensors

/// One output block of a convolution of a planar image of one channel, computed wherever it is read instead of being kept.
///
/// At the finest level such a feature map is as large as any, and costs a sixteenth of the convolution behind it.
package struct RecomputedConvolution {
    /// [D, H, W].
    private let image: UnsafePointer<Float>
    private let geometry: ConvolutionGeometry
    /// [kD, kH, kW, 1, 16].
    private let weights: UnsafePointer<Float>
    /// [16].
    private let initial: UnsafePointer<Float>

    /// Whether a geometry can be computed this way.
    package static func fits(_ geometry: ConvolutionGeometry) -> Bool {
        let k = geometry.kernel
        return !geometry.isTransposed && geometry.stride == Triple(1) && geometry.dilation == Triple(1) && max(k.depth, k.height, k.width) <= 3
    }

    /// - Parameters:
    ///   - weights: Packed by `DirectConvolution`.
    ///   - initial: Bias [output blocks, 16].
    package init(of image: UnsafePointer<Float>, _ geometry: ConvolutionGeometry, _ weights: PackedWeights, initial: UnsafePointer<Float>, block: Int) {
        precondition(RecomputedConvolution.fits(geometry), "recomputing \(geometry)")
        (self.image, self.geometry) = (image, geometry)
        self.weights = UnsafePointer(weights.storage.baseAddress! + weights.offset(input: 0, phase: 0, output: block))
        self.initial = initial + block * Layout.block
    }

    /// Floats of scratch memory for slabs of one plane.
    static func scratch(_ slab: Extent) -> Int { 3 * (slab.height + 2) * (slab.width + 2) + slab.height * slab.width * Layout.block }

    /// Fills a slab of one plane as the kernel `fill` would from the feature map in memory.
    func fill(_ request: mk_fill, scratch: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        let e = geometry.output
        let rows = max(0, request.first_height)..<min(e.height, request.first_height + request.slab_height)
        let columns = max(0, request.first_width)..<min(e.width, request.first_width + request.slab_width)
        let isInside = 0..<e.depth ~= request.first_depth
        let plane = scratch + 3 * (rows.count + 2) * (columns.count + 2)
        if isInside { compute(depth: request.first_depth, rows, columns, image: scratch, into: plane, kernels) }
        var fill = request
        (fill.source, fill.depth, fill.height, fill.width) = (UnsafeRawPointer(plane), isInside ? 1 : 0, rows.count, columns.count)
        (fill.first_depth, fill.first_height, fill.first_width) = (0, request.first_height - rows.lowerBound, request.first_width - columns.lowerBound)
        kernels.fill(&fill)
    }

    /// Computes a box of one plane, [rows, columns, 16].
    private func compute(depth: Int, _ rows: Range<Int>, _ columns: Range<Int>, image slab: UnsafeMutablePointer<Float>,
                         into plane: UnsafeMutablePointer<Float>, _ kernels: mk_kernels) {
        let (e, k, p) = (geometry.input, geometry.kernel, geometry.padding)
        let (height, width) = (rows.count + k.height - 1, columns.count + k.width - 1)
        var fill = mk_fill(source: image, format: MK_F32, depth: e.depth, height: e.height, width: e.width, lanes: 1, first_depth: depth - p.depth,
                           first_height: rows.lowerBound - p.height, first_width: columns.lowerBound - p.width, slab: slab, slab_depth: k.depth,
                           slab_height: height, slab_width: width, scale: nil, shift: nil, slope: 1)
        kernels.fill(&fill)
        var call = mk_convolve()
        call.window = mk_window(slab: slab, lanes: 1, slab_row: width, slab_plane: height * width, channels: 1, kernel: (k.depth, k.height, k.width),
                                stride: (1, 1, 1), dilation: (1, 1, 1), depth: 1, height: rows.count, width: columns.count)
        (call.weights, call.initial, call.out, call.blocks) = (weights, initial, plane, 1)
        (call.out_voxel, call.out_row) = (Layout.block, columns.count * Layout.block)
        kernels.convolve(&call)
    }
}
