import Tensors

/// How a convolution is computed: tap by tap, or at Winograd's points.
package enum ConvolutionMethod: Sendable {
    case direct(ConvolutionKernel)
    case winograd(WinogradKernel)

    /// The method that needs fewer vector instructions.
    ///
    /// - Parameter inputChannels: Channels of each block that it will read; a plain image is a block of one.
    package static func cheapest(_ geometry: ConvolutionGeometry, inputChannels: [Int], outputBlocks: Int) -> ConvolutionMethod {
        guard WinogradKernel.fits(geometry), inputChannels.allSatisfy({ $0 > 1 }) else {
            return .direct(ConvolutionKernel(geometry, outputBlocks: outputBlocks))
        }
        let (e, k) = (geometry.output, geometry.kernel)
        let channels = inputChannels.reduce(0, +)
        let tiles = e.depth * ((e.height + 3) / 4) * ((e.width + 3) / 4)
        // Per tile: the products; for an input block its slab, loads, 12 one-dimensional transforms and stores, for half as many planes
        // again as are written; for an output block 10 transforms and its stores.
        let winograd = tiles * (36 * k.depth * channels * outputBlocks + 400 * inputChannels.count + 200 * outputBlocks)
        let direct = e.voxels * k.product * channels * outputBlocks
        return winograd < direct ? .winograd(WinogradKernel(geometry, outputBlocks: outputBlocks))
            : .direct(ConvolutionKernel(geometry, outputBlocks: outputBlocks))
    }

    package var geometry: ConvolutionGeometry {
        switch self {
        case .direct(let kernel): kernel.geometry
        case .winograd(let kernel): kernel.geometry
        }
    }

    /// Floats of scratch memory that each worker needs.
    package var scratch: Int {
        switch self {
        case .direct(let kernel): kernel.scratch
        case .winograd(let kernel): kernel.scratch
        }
    }

    /// Doubles that `sums` must hold for `run`.
    package var sumCount: Int {
        switch self {
        case .direct(let kernel): kernel.sumCount
        case .winograd(let kernel): kernel.sumCount
        }
    }

    /// Multiply-adds that it does for each pair of an input and an output channel.
    package var multiplyAdds: Int {
        switch self {
        case .direct(let kernel): kernel.geometry.multiplyAdds
        case .winograd(let kernel): kernel.multiplyAdds
        }
    }

    /// Packs [output, input, k] weights in the order in which the method reads them.
    package func pack(_ weights: [Float], inputBlocks: [Int], outputBlocks: [Int]) -> PackedWeights {
        let taps = geometry.kernel.product
        switch self {
        case .direct:
            let result = PackedWeights(inputBlocks: inputBlocks, outputBlocks: outputBlocks, taps: taps,
                                       order: geometry.isTransposed ? .transposedConvolution : .convolution)
            result.pack(weights)
            return result
        case .winograd:
            let depth = geometry.kernel.depth
            let result = PackedWeights(inputBlocks: inputBlocks, outputBlocks: outputBlocks, taps: WinogradTransform.points * depth, order: .winograd)
            result.pack(WinogradTransform.weights(weights, depth: depth))
            return result
        }
    }

    /// Writes the output blocks; see `ConvolutionKernel.run`.
    package func run(_ machine: Machine, _ inputs: [FeatureBlock], _ weights: PackedWeights, initial: UnsafePointer<Float>,
                     into outputs: [UnsafeMutablePointer<Float>], sums: UnsafeMutablePointer<Double>? = nil) {
        switch self {
        case .direct(let kernel): kernel.run(machine, inputs, weights, initial: initial, into: outputs, sums: sums)
        case .winograd(let kernel): kernel.run(machine, inputs, weights, initial: initial, into: outputs, sums: sums)
        }
    }
}
