import Kernels
import Networks
import Tensors

/// Weights folded and packed, once for all modalities that share them.
final class PackedConvolutions {
    private let weights: (String) -> [Float]
    private let machine: Machine
    private var known: [String: (PackedWeights, Tensor)] = [:]

    /// - Parameter machine: Whose threads pack the weights.
    init(_ weights: @escaping (String) -> [Float], _ machine: Machine) {
        self.weights = weights
        self.machine = machine
    }

    /// The packed weights, and the bias or zeros, [blocks, 16].
    func convolution(_ key: String, _ convolution: Convolution, _ method: any ConvolutionMethod, inputBlocks: [Int],
                     fold: (_ weights: [Float], _ outer: Int, _ inner: Int) -> [Float]) -> (PackedWeights, Tensor) {
        if let known = known[key] { return known }
        let (tensor, taps) = (weights(convolution.weight), convolution.kernel.product)
        let folded = method.geometry.isTransposed ? fold(tensor, 1, convolution.outputChannels * taps) : fold(tensor, convolution.outputChannels, taps)
        let initial = Tensor(Shape(convolution.outputChannels, 1, 1, 1), layout: .blocked)
        if let bias = convolution.bias { _ = initial.storage.update(from: weights(bias)) }
        let result = (method.pack(folded, inputBlocks: inputBlocks, outputBlocks: Layout.blockChannels(convolution.outputChannels), machine), initial)
        known[key] = result
        return result
    }
}
