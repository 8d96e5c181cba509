import Kernels
import Networks
import Tensors

/// One convolution during a pass: how it and its gradients are computed, its weights folded for the present modalities and packed
/// for each use, and the gradient that the passes of all modalities add to.
final class ConvolutionWeights {
    private let convolution: Convolution
    private let segments: [ImputationFolding.Segment]
    private let folding: ImputationFolding
    private let isTransposed: Bool
    private let folded: [Float]
    private let inputBlocks: [Int]
    private let machine: Machine

    let method: any ConvolutionMethod
    let gradientMethod: any WeightGradientMethod
    /// Nil where the geometry has no data gradient.
    let dataGradientMethod: (any ConvolutionMethod)?
    let forward: PackedWeights
    /// Zeros, or the bias, [blocks, 16].
    let initial: Tensor
    private(set) lazy var dataGradient = dataGradientMethod!.packDataGradient(folded, inputBlocks: forward.outputBlocks, outputBlocks: inputBlocks, machine)
    private(set) lazy var gradient = gradientMethod.makeGradient(inputBlocks: inputBlocks, outputBlocks: forward.outputBlocks)
    var biasGradient: [Double]

    init(_ convolution: Convolution, _ geometry: ConvolutionGeometry, segments: [ImputationFolding.Segment], inputBlocks: [Int],
         _ parameters: ParameterValues, _ context: PassContext) {
        let outputBlocks = Layout.blockChannels(convolution.outputChannels)
        self.convolution = convolution
        isTransposed = geometry.isTransposed
        self.segments = segments
        folding = context.folding
        (self.inputBlocks, machine) = (inputBlocks, context.machine)
        let rows = ConvolutionWeights.rows(convolution, isTransposed)
        folded = folding.fold(parameters[convolution.weight], segments, outer: rows.outer, inner: rows.inner)
        method = context.methods.method(geometry, inputChannels: inputBlocks, outputBlocks: outputBlocks.count, context.machine)
        gradientMethod = context.methods.weightGradientMethod(geometry, inputChannels: inputBlocks, outputBlocks: outputBlocks.count, context.machine)
        dataGradientMethod = geometry.dataGradient.map {
            context.methods.method($0, inputChannels: outputBlocks, outputBlocks: inputBlocks.count, context.machine)
        }
        forward = method.pack(folded, inputBlocks: inputBlocks, outputBlocks: outputBlocks, context.machine)
        initial = Tensor(Shape(convolution.outputChannels, 1, 1, 1), layout: .blocked)
        if let bias = convolution.bias { _ = initial.storage.update(from: parameters[bias]) }
        biasGradient = Array(repeating: 0, count: convolution.outputChannels)
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

    private var foldedGradient: [Float] { gradientMethod.tensor(of: gradient) }

    /// The weight tensor as [outer, input, inner].
    private static func rows(_ convolution: Convolution, _ isTransposed: Bool) -> (outer: Int, inner: Int) {
        isTransposed ? (1, convolution.outputChannels * convolution.kernel.product) : (convolution.outputChannels, convolution.kernel.product)
    }
}
