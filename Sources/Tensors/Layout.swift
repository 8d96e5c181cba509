/// How the elements of a `[C, D, H, W]` tensor lie in memory.
public enum Layout: Sendable {
    /// `[C, D, H, W]`: one whole channel after the other, as files and images hold them.
    case planar
    /// `[C/16, D, H, W, 16]`: sixteen channels side by side, so that one AVX-512 register (or two of AVX2) holds a
    /// voxel. Channels that fill up the last block are zero.
    case blocked

    /// Channels side by side in one block of the blocked layout, whatever the instruction set.
    public static let block = 16

    /// Elements that a tensor of this shape occupies, padding included.
    public func count(_ shape: Shape) -> Int {
        switch self {
        case .planar: shape.count
        case .blocked: Layout.blocks(shape.channels) * Layout.block * shape.extent.voxels
        }
    }

    /// Blocks that hold `channels` channels.
    public static func blocks(_ channels: Int) -> Int { (channels + block - 1) / block }

    /// Where the blocked layout has a channel's voxel, of so many.
    public static func place(_ channel: Int, _ voxel: Int, of voxels: Int) -> Int {
        (channel / block * voxels + voxel) * block + channel % block
    }

    /// How many channels each of these blocks holds: 16, and what is left in the last.
    public static func blockChannels(_ channels: Int) -> [Int] {
        (0..<blocks(channels)).map { min(block, channels - $0 * block) }
    }
}
