import Glibc
import Tensors

/// Tiles that cover a volume, and the weight with which each counts where they overlap.
public struct SlidingWindow: Sendable {
    /// The extent of every tile.
    public let tile: Extent
    /// The first voxel of each tile (depth, height, width).
    public let origins: [(depth: Int, height: Int, width: Int)]
    /// A Gaussian along depth, height and width, with a standard deviation of an eighth of the tile.
    let profiles: [[Float]]
    /// The least weight of a voxel.
    static let leastWeight: Float = 1e-3

    /// - Parameters:
    ///   - volume: What is to be covered.
    ///   - largest: Tiles of at most this extent. As many are laid along an axis as tiles of this size need to overlap
    ///     enough; they are then shrunk to what that number of tiles needs, since every voxel costs time.
    ///   - smallest: Where one tile covers an axis, it is at least as long as this, or as the largest.
    ///   - overlap: Fraction of a tile that neighbours share at least, from 0 to below 1.
    ///   - multiples: Every extent of a tile is a multiple of these.
    public init(volume: Extent, largest: Triple, smallest: Triple = Triple(1), overlap: Float, multiples: Triple) {
        let depth = SlidingWindow.axis(volume.depth, largest.depth, smallest.depth, overlap, multiples.depth)
        let height = SlidingWindow.axis(volume.height, largest.height, smallest.height, overlap, multiples.height)
        let width = SlidingWindow.axis(volume.width, largest.width, smallest.width, overlap, multiples.width)
        tile = Extent(depth.size, height.size, width.size)
        origins = depth.starts.flatMap { d in height.starts.flatMap { h in width.starts.map { w in (d, h, w) } } }
        profiles = [depth.size, height.size, width.size].map(SlidingWindow.gaussian)
    }

    /// The weight of a tile's voxel: the product of the three profiles, never below 1/1000.
    public func weight(_ d: Int, _ h: Int, _ w: Int) -> Float { max(profiles[0][d] * profiles[1][h] * profiles[2][w], SlidingWindow.leastWeight) }

    private static func axis(_ length: Int, _ largest: Int, _ smallest: Int, _ overlap: Float, _ multiple: Int) -> (size: Int, starts: [Int]) {
        func rounded(_ size: Float) -> Int { (Int(size.rounded(.up)) + multiple - 1) / multiple * multiple }
        guard length > largest else { return (rounded(Float(max(length, min(smallest, largest)))), [0]) }
        let step = Float(largest) * (1 - overlap)
        let count = Int((Float(length - largest) / step).rounded(.up)) + 1
        let size = min(largest, rounded(Float(length) / (Float(count) - Float(count - 1) * overlap)))
        let starts = (0..<count).map { Int((Float(length - size) * Float($0) / Float(count - 1)).rounded()) }
        return (size, starts)
    }

    private static func gaussian(_ size: Int) -> [Float] {
        (0..<size).map { i in
            let distance = (Float(i) - Float(size - 1) / 2) / (Float(size) / 8)
            return expf(-0.5 * distance * distance)
        }
    }
}
