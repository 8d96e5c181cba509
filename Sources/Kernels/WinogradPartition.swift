import Tensors

/// The fixed cut of a convolution into boxes of 4×4 tiles and groups of output blocks.
struct WinogradPartition: Sendable {
    let boxes: [TilePartition.Tile]
    let groups: [Range<Int>]
    /// At least as long as every box along each axis.
    let largest: Extent

    /// Bytes of a box's transforms that stay in a core's second-level cache.
    private static let cache = 640 << 10
    /// Tiles of a map that is small.
    private static let smallMap = 128

    init(_ geometry: ConvolutionGeometry, outputBlocks: Int) {
        let e = geometry.output
        let tiles = WinogradTransform.tiles(of: e)
        // A small map has more weights than features: its boxes are as large as can be, so that weights are read few times, although
        // inputs are then transformed for each pair of output blocks anew.
        let isSmall = tiles.voxels <= WinogradPartition.smallMap
        let size = min(outputBlocks, isSmall ? 2 : 8)
        groups = stride(from: 0, to: outputBlocks, by: size).map { $0..<min($0 + size, outputBlocks) }
        let columns = min(tiles.width, 8)
        let rows = isSmall ? min(tiles.height, max(16 / columns, 1)) : size <= 4 ? 2 : 1
        let plane = WinogradTransform.points * rows * (isSmall ? columns : 8) * Layout.block * MemoryLayout<Float>.stride
        let depth = max(1, (WinogradPartition.cache / plane - geometry.kernel.depth + 1) / (1 + size))
        boxes = TilePartition.cut(tiles, Extent(isSmall ? depth : min(depth, 8), rows, columns)).map { box in
            let (h, w) = (box.first.height * 4, box.first.width * 4)
            return TilePartition.Tile(first: (box.first.depth, h, w), extent: Extent(box.extent.depth, min(box.extent.height * 4, e.height - h),
                                                                                    min(box.extent.width * 4, e.width - w)))
        }
        largest = Extent(boxes.map(\.extent.depth).max()!, boxes.map(\.extent.height).max()!, boxes.map(\.extent.width).max()!)
    }
}

/// Where the parts of a task lie in scratch memory.
struct WinogradScratch {
    let rows, columns, inputPlanes, outputPlanes, blocks: Int

    init(_ box: Extent, _ kernelDepth: Int, blocks: Int) {
        let tiles = WinogradTransform.tiles(of: box)
        (rows, columns) = (tiles.height, tiles.width)
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
    /// Behind them what a block that is computed anew needs.
    var recomputeOffset: Int { productOffset + blocks * outputPlanes * plane }
    var size: Int { recomputeOffset + RecomputedConvolution.scratch(slab) }
}
