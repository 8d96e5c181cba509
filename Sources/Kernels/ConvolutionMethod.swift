import Tensors

/// The ways in which a convolution can be computed.
package enum ConvolutionKind: String, Sendable {
    /// Tap by tap.
    case taps
    /// At Winograd's points.
    case points
    /// As a matrix product.
    case product
}

/// A way to compute a convolution of one geometry: tap by tap, at Winograd's points, or as a matrix product. Also computes data gradients.
package protocol ConvolutionMethod: Sendable {
    var kind: ConvolutionKind { get }
    var geometry: ConvolutionGeometry { get }

    /// Floats of scratch memory that each worker needs.
    var scratch: Int { get }

    /// Floats that it needs besides for outputs that are not float32 blocks: the copy of a box that it works on.
    var staging: Int { get }

    /// Doubles that `sums` must hold for `run`: two for each channel of each output block and box.
    var sumCount: Int { get }

    /// Multiply-adds for each pair of an input and an output channel.
    var multiplyAdds: Int { get }

    /// Packs [output, input, k] weights ([input, output, k] of a transposed convolution) in the order in which the method reads them.
    ///
    /// - Parameter machine: Whose threads do the work; nil for the calling one alone.
    func pack(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights

    /// Packs the same tensor of the convolution whose data gradient has this geometry; blocks are those of this geometry.
    func packDataGradient(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int], _ machine: Machine?) -> PackedWeights

    /// Writes (or, without `initial`, adds to) the output blocks.
    ///
    /// - Parameters:
    ///   - firstBlock: The weights' input block that belongs to the first of the inputs.
    ///   - initial: Bias [output blocks, 16]; nil to accumulate onto the output, which must then be float32 blocks.
    ///   - outputs: All of one form.
    ///   - sums: When given, receives each box's sum and sum of squares of its outputs; see `ChannelStatistics`.
    func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, firstBlock: Int, initial: UnsafePointer<Float>?,
             into outputs: [OutputBlock], sums: UnsafeMutablePointer<Double>?)
}

extension ConvolutionGeometry {
    /// The method that needs fewer vector instructions.
    ///
    /// - Parameters:
    ///   - inputChannels: Channels of each block that it will read; a plain image is a block of one.
    ///   - isPlanar: Whether the blocks are the channels of one planar image, read as it lies.
    package func method(inputChannels: [Int], outputBlocks: Int, isPlanar: Bool = false) -> any ConvolutionMethod {
        let readsPlanes = isPlanar && inputChannels.count > 1 && stride == Triple(1)
        if PointwiseConvolution.fits(self), readsPlanes || inputChannels.allSatisfy({ $0 > 1 }) {
            return PointwiseConvolution(self, inputBlocks: inputChannels.count, outputBlocks: outputBlocks, isPlanar: readsPlanes)
        }
        return isCheaperAtPoints(inputChannels, outputBlocks) ? WinogradConvolution(self, outputBlocks: outputBlocks)
            : DirectConvolution(self, outputBlocks: outputBlocks)
    }

    /// The method for the gradient with respect to the weights.
    package func weightGradientMethod(inputChannels: [Int], outputBlocks: Int) -> any WeightGradientMethod {
        isCheaperAtPoints(inputChannels, outputBlocks) ? WinogradWeightGradient(self, inputBlocks: inputChannels.count)
            : DirectWeightGradient(self, inputBlocks: inputChannels.count)
    }

    private func isCheaperAtPoints(_ inputChannels: [Int], _ outputBlocks: Int) -> Bool {
        guard WinogradConvolution.fits(self), inputChannels.allSatisfy({ $0 > 1 }) else { return false }
        let channels = inputChannels.reduce(0, +)
        let tiles = WinogradTransform.tiles(of: output).voxels
        let partition = WinogradPartition(self, outputBlocks: outputBlocks)
        // Per tile: the products; for an input block its slab, loads, 12 one-dimensional transforms and stores, for half as many planes
        // again as are written; for an output block 10 transforms and its stores.
        let products = WinogradTransform.points * kernel.depth * channels * outputBlocks
        let transforms = tiles * (400 * inputChannels.count * partition.groups.count + 200 * outputBlocks)
        // Each box reads all weights, four times as many as there are taps; beyond a third-level cache a vector takes as long as 40 products.
        let loads = products * Layout.block * MemoryLayout<Float>.stride > 16 << 20 ? 40 * products * partition.boxes.count : 0
        let points = tiles * products + transforms + loads
        return points < output.voxels * kernel.product * channels * outputBlocks
    }
}
