import Tensors

/// Mean and inverse standard deviation of each channel of a feature map, [blocks·16] with padding channels zero.
package struct ChannelStatistics {
    package var mean: UnsafeMutablePointer<Float>
    package var inverse: UnsafeMutablePointer<Float>

    package init(mean: UnsafeMutablePointer<Float>, inverse: UnsafeMutablePointer<Float>) {
        self.mean = mean
        self.inverse = inverse
    }

    /// Adds up the tiles' sums in order: mean = Σx / n, inverse = 1 / √(Σx²/n − mean² + ε); 0 for one voxel, whose norm is its β exactly.
    package func reduce(_ sums: UnsafePointer<Double>, tiles: Int, channels: Int, voxels: Int, epsilon: Double) {
        let blocks = Layout.blocks(channels)
        for channel in 0..<channels {
            let (block, lane) = (channel / Layout.block, channel % Layout.block)
            var (sum, squares) = (0.0, 0.0)
            for tile in 0..<tiles {
                let base = (tile * blocks + block) * 2 * Layout.block + lane
                sum += sums[base]
                squares += sums[base + Layout.block]
            }
            let average = sum / Double(voxels)
            let variance = max(0, squares / Double(voxels) - average * average)
            mean[channel] = Float(average)
            inverse[channel] = voxels == 1 ? 0 : Float(1 / (variance + epsilon).squareRoot())
        }
    }

    /// The normalisation as one scale and shift per channel: γ·inverse and β − γ·inverse·mean, rounded once: behind nearly constant features, such as
    /// those of an image of zeros, scale and mean are large and what is left of them small.
    package func affine(weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, channels: Int,
                        scale: UnsafeMutablePointer<Float>, shift: UnsafeMutablePointer<Float>) {
        for channel in 0..<channels {
            scale[channel] = weight[channel] * inverse[channel]
            shift[channel] = bias[channel].addingProduct(-scale[channel], mean[channel])
        }
    }
}
