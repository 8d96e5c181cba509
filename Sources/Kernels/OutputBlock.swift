import CKernels
import Tensors

/// Up to 16 channels of a feature map as a convolution writes them.
package struct OutputBlock {
    /// How the numbers lie in memory.
    package enum Form: Hashable, Sendable {
        /// [D, H, W, 16]. Only float32 can be added to.
        case blocked(NumberFormat)
        /// float32, [channels, D, H, W].
        case planar(channels: Int)
        /// Nowhere: only its sums are wanted.
        case discarded
    }

    let base: UnsafeMutableRawPointer
    let form: Form

    package init(_ base: UnsafeMutableRawPointer, _ form: Form) { (self.base, self.form) = (base, form) }

    /// The blocks of a blocked feature map.
    package static func blocks(of base: UnsafeMutableRawPointer, format: NumberFormat = .float32, _ shape: Shape) -> [OutputBlock] {
        (0..<Layout.blocks(shape.channels)).map {
            OutputBlock(base + $0 * shape.extent.voxels * Layout.block * format.size, .blocked(format))
        }
    }

    /// The blocks of a planar feature map.
    package static func planarBlocks(of base: UnsafeMutablePointer<Float>, _ shape: Shape) -> [OutputBlock] {
        Layout.blockChannels(shape.channels).enumerated().map { block, channels in
            OutputBlock(base + block * Layout.block * shape.extent.voxels, .planar(channels: channels))
        }
    }

    /// Blocks that are not kept.
    package static func discarded(_ shape: Shape) -> [OutputBlock] {
        // No number is written there.
        (0..<Layout.blocks(shape.channels)).map { _ in OutputBlock(UnsafeMutableRawPointer(bitPattern: 64)!, .discarded) }
    }

    /// Whether a kernel can work on the block as it lies; if not, it works on a copy of a box, which `write` brings here.
    var isDirect: Bool { form == .blocked(.float32) }

    var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }

    /// Writes a box of voxels.
    ///
    /// - Parameters:
    ///   - staged: [box, 16].
    ///   - first: The box's first voxel.
    ///   - whole: Extent of the block.
    package func write(_ staged: UnsafePointer<Float>, _ box: Extent, at first: (depth: Int, height: Int, width: Int), of whole: Extent, _ kernels: mk_kernels) {
        for d in 0..<box.depth {
            for h in 0..<box.height {
                let row = staged + (d * box.height + h) * box.width * Layout.block
                let voxel = whole.voxel((first.depth + d, first.height + h, first.width))
                switch form {
                case .discarded: return
                case .blocked(.float32): (floats + voxel * Layout.block).update(from: row, count: box.width * Layout.block)
                case .blocked(.bfloat16):
                    kernels.narrow(base.assumingMemoryBound(to: UInt16.self) + voxel * Layout.block, row, box.width * Layout.block)
                case .planar(let channels):
                    for channel in 0..<channels {
                        let target = floats + channel * whole.voxels + voxel
                        for w in 0..<box.width { target[w] = row[w * Layout.block + channel] }
                    }
                }
            }
        }
    }
}

extension Extent {
    /// How many voxels lie before one in memory.
    func voxel(_ at: (depth: Int, height: Int, width: Int)) -> Int { (at.depth * height + at.height) * width + at.width }
}
