import Tensors

/// A convolution's weights in the order in which the kernels read them:
/// [input block][phase][output block][kD, kH, kW, channels of the input block, 16 output channels].
///
/// A phase is one tap of a transposed convolution or one of Winograd's points; an ordinary convolution has one phase that holds all
/// its taps.
package final class PackedWeights: @unchecked Sendable {
    /// How the tensor that is packed lies in memory, and what it is used for.
    package enum Order: Sendable {
        /// [output, input, k] of a convolution.
        case convolution
        /// The same tensor for the gradient with respect to the input: input and output exchanged, taps reversed.
        case convolutionDataGradient
        /// [input, output, k] of a transposed convolution.
        case transposedConvolution
        /// The same tensor for the gradient with respect to the input: a convolution with stride.
        case transposedConvolutionDataGradient
        /// [output, input, 36, kD]: a convolution's weights at Winograd's points.
        case winograd
        /// [output, input] of a 1×1×1 convolution, packed as [output block][input block][16, 16] so that one output block reads all inputs in a row.
        case pointwise
        /// The same tensor for the gradient with respect to the input.
        case pointwiseDataGradient
        /// [output, input] of a 1×1×1 convolution of a planar image, packed as [output block][input][16].
        case planarPointwise
    }

    /// Channels of each input and each output block.
    package let inputBlocks: [Int]
    package let outputBlocks: [Int]
    package let taps: Int
    package let order: Order
    package let storage: UnsafeMutableBufferPointer<Float>
    private let offsets: [Int]

    /// Zeros for inputs and outputs made of blocks with these channel counts.
    package convenience init(inputBlocks: [Int], outputBlocks: [Int], taps: Int, order: Order) {
        self.init(undefined: inputBlocks, outputBlocks: outputBlocks, taps: taps, order: order)
        zero()
    }

    /// The same with numbers yet to be written, those of channels that fill up an output block included.
    init(undefined inputBlocks: [Int], outputBlocks: [Int], taps: Int, order: Order) {
        self.inputBlocks = inputBlocks
        self.outputBlocks = outputBlocks
        self.taps = taps
        self.order = order
        let perChannel = taps * outputBlocks.count * Layout.block
        var offsets = [0]
        for channels in inputBlocks { offsets.append(offsets.last! + (order.rowsPerInput ?? channels) * perChannel) }
        self.offsets = offsets
        storage = AlignedMemory.uninitialized(count: offsets.last!)
    }

    deinit { AlignedMemory.release(storage) }

    package var phases: Int {
        switch order {
        case .transposedConvolution: taps
        case .winograd: WinogradTransform.points
        case .convolution, .convolutionDataGradient, .transposedConvolutionDataGradient, .pointwise, .pointwiseDataGradient, .planarPointwise: 1
        }
    }
    package var tapsPerPhase: Int { taps / phases }

    /// Floats from one output block to the next.
    package func outputBlockStride(input: Int) -> Int {
        (order.rowsPerInput.map { inputBlocks.count * $0 } ?? tapsPerPhase * inputBlocks[input]) * Layout.block
    }

    /// Where the weights of an input block, phase and output block begin in the storage.
    package func offset(input: Int, phase: Int, output: Int) -> Int {
        let first = order.rowsPerInput.map { input * $0 * Layout.block } ?? offsets[input]
        return first + (phase * outputBlocks.count + output) * outputBlockStride(input: input)
    }

    /// Bytes of the weights of some input blocks.
    package func bytes(inputs: Range<Int>) -> Int { (offsets[inputs.upperBound] - offsets[inputs.lowerBound]) * MemoryLayout<Float>.stride }

    /// Where the weights of an input block end in the storage.
    package func end(input: Int) -> Int { offsets[input + 1] }

    /// Takes the values of a tensor with `inputs` × `outputs` × taps elements, a pair of blocks a task.
    ///
    /// - Parameter machine: Whose threads do the work; nil for the calling one alone.
    package func pack(_ tensor: [Float], _ machine: Machine? = nil) {
        tensor.withUnsafeBufferPointer { tensor in
            forEachPair(machine) { pair in
                for (tap, target) in pair.taps {
                    let plain = pair.plain + (order.reversesTaps ? taps - 1 - tap : tap)
                    for i in 0..<pair.channels {
                        let (lanes, from) = (storage.baseAddress! + target + i * Layout.block, plain + i * pair.inputStride)
                        for o in 0..<Layout.block { lanes[o] = o < pair.lanes ? tensor[from + o * pair.outputStride] : 0 }
                    }
                }
            }
        }
    }

    /// What is packed here as a plain tensor.
    package func unpacked() -> [Float] {
        [Float](unsafeUninitializedCapacity: inputBlocks.reduce(0, +) * outputBlocks.reduce(0, +) * taps) { tensor, count in
            forEachPair(nil) { pair in
                for (tap, source) in pair.taps {
                    let plain = pair.plain + (order.reversesTaps ? taps - 1 - tap : tap)
                    for i in 0..<pair.channels {
                        for o in 0..<pair.lanes { tensor[plain + i * pair.inputStride + o * pair.outputStride] = storage[source + i * Layout.block + o] }
                    }
                }
            }
            count = tensor.count
        }
    }

    package func zero() { storage.update(repeating: 0) }
}

extension PackedWeights.Order {
    /// The plain tensor's first axis is what this use of it reads.
    var inputsFirst: Bool { self == .transposedConvolution || self == .convolutionDataGradient || self == .pointwiseDataGradient }

    var reversesTaps: Bool { self == .convolutionDataGradient }

    /// Rows of 16 numbers that each input block takes where those of all inputs follow one another, output block by output block.
    var rowsPerInput: Int? {
        switch self {
        case .pointwise, .pointwiseDataGradient: Layout.block
        case .planarPointwise: 1
        case .convolution, .convolutionDataGradient, .transposedConvolution, .transposedConvolutionDataGradient, .winograd: nil
        }
    }
}
