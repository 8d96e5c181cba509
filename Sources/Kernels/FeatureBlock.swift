import CKernels
import Tensors

/// Up to 16 channels of a feature map as a convolution reads them: memory, and what is applied to it on the way.
package struct FeatureBlock {
    /// [D, H, W, lanes].
    package var base: UnsafeRawPointer
    /// How the numbers are stored; bfloat16 in 16 lanes only.
    package var format = NumberFormat.float32
    /// Numbers per voxel: 16, or 1 for a plain image of one channel.
    package var lanes = Layout.block
    /// Channels that carry values, at most `lanes`.
    package var channels: Int
    /// Per-lane scale and shift of a deferred normalisation.
    package var scale: UnsafePointer<Float>?
    package var shift: UnsafePointer<Float>?
    /// Negative slope of a deferred leaky ReLU; 1 for none.
    package var slope: Float = 1
    /// What the block is computed by as it is read, instead of lying in memory; only Winograd's convolutions can.
    package var recomputed: RecomputedConvolution?

    /// The numbers of a float32 block.
    package var floats: UnsafePointer<Float> {
        precondition(format == .float32, "a block of \(format)")
        return base.assumingMemoryBound(to: Float.self)
    }

    package init(base: UnsafeRawPointer, format: NumberFormat = .float32, lanes: Int = Layout.block, channels: Int, scale: UnsafePointer<Float>? = nil,
                 shift: UnsafePointer<Float>? = nil, slope: Float = 1) {
        self.base = base
        self.format = format
        self.lanes = lanes
        self.channels = channels
        self.scale = scale
        self.shift = shift
        self.slope = slope
    }

    /// The blocks of a blocked feature map; `scale` and `shift` hold a number for every channel, padding included.
    package static func blocks(of base: UnsafeRawPointer, format: NumberFormat = .float32, _ shape: Shape, scale: UnsafePointer<Float>? = nil,
                               shift: UnsafePointer<Float>? = nil, slope: Float = 1) -> [FeatureBlock] {
        (0..<Layout.blocks(shape.channels)).map { block in
            let first = block * Layout.block
            return FeatureBlock(base: base + first * shape.extent.voxels * format.size, format: format, channels: min(Layout.block, shape.channels - first),
                                scale: scale.map { $0 + first }, shift: shift.map { $0 + first }, slope: slope)
        }
    }
}
