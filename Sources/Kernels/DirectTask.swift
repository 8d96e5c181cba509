import CKernels
import Tensors

/// What the tasks of a convolution and of its weight gradient share: the slab of a tile and the window over it.
struct DirectTask {
    let geometry: ConvolutionGeometry
    let tile: TilePartition.Tile

    /// Copies what the tile reads of a block into scratch memory, padded, normalised and activated.
    func fill(_ scratch: UnsafeMutablePointer<Float>, from block: FeatureBlock, _ kernels: mk_kernels) {
        let slab = TilePartition.slab(tile.extent, geometry)
        let (s, p) = geometry.isTransposed ? (Triple(1), Triple(0)) : (geometry.stride, geometry.padding)
        var fill = mk_fill()
        (fill.source, fill.format) = (block.base, block.format.kernelFormat)
        (fill.depth, fill.height, fill.width) = (geometry.input.depth, geometry.input.height, geometry.input.width)
        fill.lanes = block.lanes
        fill.first_depth = tile.first.depth * s.depth - p.depth
        fill.first_height = tile.first.height * s.height - p.height
        fill.first_width = tile.first.width * s.width - p.width
        fill.slab = scratch
        (fill.slab_depth, fill.slab_height, fill.slab_width) = (slab.depth, slab.height, slab.width)
        (fill.scale, fill.shift, fill.slope) = (block.scale, block.shift, block.slope)
        kernels.fill(&fill)
    }

    /// The window over the slab that `fill` made. A transposed convolution reads one tap for each phase.
    func window(_ scratch: UnsafePointer<Float>, _ block: FeatureBlock) -> mk_window {
        let slab = TilePartition.slab(tile.extent, geometry)
        let (k, s, d) = geometry.isTransposed ? (Triple(1), Triple(1), Triple(1)) : (geometry.kernel, geometry.stride, geometry.dilation)
        var window = mk_window()
        window.slab = scratch
        window.lanes = block.lanes
        window.slab_row = slab.width * block.lanes
        window.slab_plane = slab.height * window.slab_row
        window.channels = block.channels
        window.kernel = (k.depth, k.height, k.width)
        window.stride = (s.depth, s.height, s.width)
        window.dilation = (d.depth, d.height, d.width)
        (window.depth, window.height, window.width) = (tile.extent.depth, tile.extent.height, tile.extent.width)
        return window
    }

    /// The output voxels that the tile makes.
    var box: Extent { TilePartition.box(tile.extent, geometry) }

    /// The first of them.
    var firstOutput: (depth: Int, height: Int, width: Int) {
        let s = step
        return (tile.first.depth * s.depth, tile.first.height * s.height, tile.first.width * s.width)
    }

    /// Where a phase's first output voxel lies from the first of the box, in memory of extent `e`, and the strides from there on, in floats.
    func output(phase: Int, in e: Extent) -> (offset: Int, voxel: Int, row: Int, plane: Int) {
        let (k, s) = (geometry.kernel, step)
        let (d, h, w) = (phase / (k.height * k.width), phase / k.width % k.height, phase % k.width)
        return (((d * e.height + h) * e.width + w) * Layout.block, s.width * Layout.block, s.height * e.width * Layout.block,
                s.depth * e.height * e.width * Layout.block)
    }

    /// Output voxels from one phase's voxel to its next.
    private var step: Triple { geometry.isTransposed ? geometry.stride : Triple(1) }
}
