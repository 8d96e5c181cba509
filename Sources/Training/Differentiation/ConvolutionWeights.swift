import Kernels
import Networks
import Tensors

/// The weights of one convolution during a pass: folded for the present modalities, packed for each use, and the
/// gradient that the passes of all modalities add to.
final class ConvolutionWeights {
    private let convolution: Convolution
    private let segments: [ImputationFolding.Segment]
    private let folding: ImputationFolding
    private let isTransposed: Bool
    private let folded: [Float]
    private let inputBlocks: [Int]

    let forward: PackedWeights
    /// Zeros, or the bias, [blocks, 16].
    let initial: Tensor
    private(set) lazy var dataGradient = packed(isTransposed ? .transposedConvolutionDataGradient : .convolutionDataGradient)
    private(set) lazy var gradient = PackedWeights(inputBlocks: inputBlocks, outputBlocks: forward.outputBlocks, taps: forward.taps, order: forward.order)
    var biasGradient: [Double]

    init(_ convolution: Convolution, isTransposed: Bool, segments: [ImputationFolding.Segment], inputBlocks: [Int],
         _ parameters: ParameterValues, _ folding: ImputationFolding) {
        self.convolution = convolution
        self.isTransposed = isTransposed
        self.segments = segments
        self.folding = folding
        self.inputBlocks = inputBlocks
        let rows = ConvolutionWeights.rows(convolution, isTransposed)
        folded = folding.fold(parameters[convolution.weight], segments, outer: rows.outer, inner: rows.inner)
        forward = PackedWeights(inputBlocks: inputBlocks, outputBlocks: Layout.blockChannels(convolution.outputChannels),
                                taps: convolution.kernel.product, order: isTransposed ? .transposedConvolution : .convolution)
        initial = Tensor(Shape(convolution.outputChannels, 1, 1, 1), layout: .blocked)
        if let bias = convolution.bias { _ = initial.storage.update(from: parameters[bias]) }
        biasGradient = Array(repeating: 0, count: convolution.outputChannels)
        folded.withUnsafeBufferPointer { forward.pack($0.baseAddress!) }
    }

    /// Unpacks and unfolds the gradient onto that of the parameters.
    func addGradient(to gradients: inout ParameterValues) {
        let rows = ConvolutionWeights.rows(convolution, isTransposed)
        folding.unfold(foldedGradient, segments, outer: rows.outer, inner: rows.inner, addingTo: &gradients[convolution.weight])
        if let bias = convolution.bias {
            for (i, value) in biasGradient.enumerated() { gradients[bias][i] += Float(value) }
        }
    }

    /// Adds the gradient with respect to the scale of each modality's features.
    func addScaleGradient(_ parameters: ParameterValues, to gradient: inout [Double]) {
        guard segments.contains(where: { if case .imputed = $0 { true } else { false } }) else { return }
        let rows = ConvolutionWeights.rows(convolution, isTransposed)
        folding.scaleGradient(foldedGradient, parameters[convolution.weight], segments, outer: rows.outer, inner: rows.inner, addingTo: &gradient)
    }

    private var foldedGradient: [Float] {
        var result = [Float](repeating: 0, count: folded.count)
        result.withUnsafeMutableBufferPointer { gradient.unpack(addingTo: $0.baseAddress!) }
        return result
    }

    private func packed(_ order: PackedWeights.Order) -> PackedWeights {
        let weights = PackedWeights(inputBlocks: forward.outputBlocks, outputBlocks: inputBlocks, taps: forward.taps, order: order)
        folded.withUnsafeBufferPointer { weights.pack($0.baseAddress!) }
        return weights
    }

    /// The weight tensor as [outer, input, inner].
    private static func rows(_ convolution: Convolution, _ isTransposed: Bool) -> (outer: Int, inner: Int) {
        isTransposed ? (1, convolution.outputChannels * convolution.kernel.product) : (convolution.outputChannels, convolution.kernel.product)
    }
}
