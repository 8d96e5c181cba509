import Tensors

/// The fixed cut of a convolution into boxes of voxels and groups of output blocks: one task each.
///
/// The cut follows from the geometry alone, never from the thread count. A box is the output of an ordinary
/// convolution, or the input of a transposed one.
struct TilePartition: Sendable {
    /// A box of voxels and the slab of the source that it reads.
    struct Tile: Sendable {
        var first: (depth: Int, height: Int, width: Int)
        var extent: Extent
    }

    let tiles: [Tile]
    /// The slab of the largest tile, in voxels.
    let slabVoxels: Int
    /// Output voxels of the largest tile.
    let boxVoxels: Int
    /// Output blocks of each group, covering all.
    let groups: [Range<Int>]

    /// At least this many tasks, so that many cores find work.
    private static let wantedTasks = 32

    init(_ geometry: ConvolutionGeometry, outputBlocks: Int) {
        let domain = geometry.isTransposed ? geometry.input : geometry.output
        var limits = Extent(4, 8, 64)
        func cut() -> [Tile] { TilePartition.cut(domain, limits) }
        while cut().count * (outputBlocks + 1) / 2 < TilePartition.wantedTasks, limits.depth * limits.height > 8 {
            limits = limits.depth > 1 ? Extent(limits.depth / 2, limits.height, limits.width) : Extent(1, limits.height / 2, limits.width)
        }
        tiles = cut()
        slabVoxels = tiles.map { TilePartition.slab($0.extent, geometry).voxels }.max() ?? 0
        boxVoxels = tiles.map { TilePartition.box($0.extent, geometry).voxels }.max() ?? 0
        let wanted = max(1, min((outputBlocks + 1) / 2, (TilePartition.wantedTasks + tiles.count - 1) / tiles.count))
        let size = (outputBlocks + wanted - 1) / wanted + 1 & ~1
        groups = stride(from: 0, to: outputBlocks, by: size).map { $0..<min($0 + size, outputBlocks) }
    }

    /// The extent of the source that a tile reads.
    static func slab(_ tile: Extent, _ geometry: ConvolutionGeometry) -> Extent {
        guard !geometry.isTransposed else { return tile }
        let (k, s, d) = (geometry.kernel, geometry.stride, geometry.dilation)
        return Extent((tile.depth - 1) * s.depth + (k.depth - 1) * d.depth + 1,
                      (tile.height - 1) * s.height + (k.height - 1) * d.height + 1,
                      (tile.width - 1) * s.width + (k.width - 1) * d.width + 1)
    }

    /// The extent of the output that a tile makes.
    static func box(_ tile: Extent, _ geometry: ConvolutionGeometry) -> Extent {
        let s = geometry.isTransposed ? geometry.stride : Triple(1)
        return Extent(tile.depth * s.depth, tile.height * s.height, tile.width * s.width)
    }

    static func cut(_ domain: Extent, _ limits: Extent) -> [Tile] {
        ranges(domain.depth, limits.depth).flatMap { d in
            ranges(domain.height, limits.height).flatMap { h in
                ranges(domain.width, limits.width).map { w in
                    Tile(first: (d.lowerBound, h.lowerBound, w.lowerBound), extent: Extent(d.count, h.count, w.count))
                }
            }
        }
    }

    /// Nearly equal parts of at most `limit`.
    private static func ranges(_ length: Int, _ limit: Int) -> [Range<Int>] {
        let count = (length + limit - 1) / limit
        return (0..<count).map { length * $0 / count..<length * ($0 + 1) / count }
    }
}
