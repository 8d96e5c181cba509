import Kernels
import Networks
import Tensors

/// One run through a section of the graph (the encoder for one modality, or the decoder) that remembers what its
/// backward needs: every convolution's output before normalisation, and nothing else of that size.
final class Tape {
    let nodes: [Node]
    let context: PassContext
    let weights: SectionWeights
    /// The present modalities' features at an encoder node, in modality order.
    let features: (Impute) -> [Value]
    private(set) var values: [String: Value] = [:]
    /// What each dropout multiplied its input by.
    var masks: [String: Tensor] = [:]
    /// The modality of an encoder's run; −1 for the decoder.
    let section: Int
    private let externalReaders: [String: Int]

    /// - Parameter externalReaders: Readers of this section's nodes outside it (imputations, losses).
    init(_ nodes: [Node], _ weights: SectionWeights, _ context: PassContext, section: Int = -1, externalReaders: [String: Int] = [:],
         features: @escaping (Impute) -> [Value] = { _ in [] }) {
        self.nodes = nodes
        self.weights = weights
        self.context = context
        self.section = section
        self.externalReaders = externalReaders
        self.features = features
    }

    /// A single-channel image that only this section's convolutions read keeps its plain layout.
    func setImage(_ image: Tensor) {
        let isPlain = image.shape.channels == 1 && externalReaders[Node.image] == nil && nodes.readers(of: Node.image).allSatisfy {
            if case .convolution = $0.operation { true } else { false }
        }
        values[Node.image] = Value(isPlain ? image : image.converted(to: .blocked), readers: 0, needsGradient: false)
    }

    func forward(_ parameters: ParameterValues) {
        for node in nodes {
            let value: Value? = switch node.operation {
            case .convolution(let c): convolve(node, c, isTransposed: false, parameters)
            case .transposedConvolution(let c): convolve(node, c, isTransposed: true, parameters)
            case .instanceNorm(let norm): normalise(node, norm, parameters)
            case .batchNorm(let norm): normalise(node, norm, parameters)
            case .dropout(let dropout): drop(node, dropout)
            case .leakyReLU(let activation): activate(node, activation)
            case .maxPool(let pool): self.pool(node, pool)
            case .concatenate, .impute, .globalMean, .spread, .resize, .add: nil
            }
            values[node.name] = value
        }
    }

    /// Sends gradients from the last node to the image; weight gradients collect in `weights` and `gradients`.
    func backward(_ gradients: inout ParameterValues) {
        for node in nodes.reversed() {
            guard let value = values[node.name] else { continue }
            switch node.operation {
            case .convolution, .transposedConvolution: convolveBackward(node, value)
            case .instanceNorm(let norm): normaliseBackward(node, norm, value, &gradients)
            case .batchNorm(let norm): normaliseBackward(node, norm, value, &gradients)
            case .dropout: dropBackward(node, value)
            case .leakyReLU(let activation): activateBackward(node, activation, value)
            case .maxPool(let pool): poolBackward(node, pool, value)
            case .concatenate, .impute, .globalMean, .spread, .resize, .add: break
            }
            values[node.name] = nil
        }
    }

    func value(_ name: String) -> Value {
        guard let value = values[name] else { preconditionFailure("\(name) has no value; is it read before it is computed?") }
        return value
    }

    func input(of node: Node) -> Value { value(node.inputs[0]) }

    /// The values whose channels, in order, an operation reads; of imputed features, the present ones.
    func sources(of node: Node) -> [Value] {
        nodes.sources(of: node.inputs[0]).flatMap { source in
            switch source {
            case .node(let name): [value(name)]
            case .imputed(let impute): features(impute)
            }
        }
    }

    func segments(of node: Node) -> [ImputationFolding.Segment] {
        nodes.sources(of: node.inputs[0]).map { source in
            switch source {
            case .node(let name): .plain(value(name).shape.channels)
            case .imputed(let impute): .imputed(features(impute)[0].shape.channels)
            }
        }
    }

    func readers(of name: String) -> Int { nodes.readers(of: name).count + externalReaders[name, default: 0] }
}

/// The weights of one section of the graph during a pass, shared by all runs through it.
final class SectionWeights {
    private var convolutions: [String: ConvolutionWeights] = [:]

    func convolution(_ node: Node, make: () -> ConvolutionWeights) -> ConvolutionWeights {
        if let known = convolutions[node.name] { return known }
        let weights = make()
        convolutions[node.name] = weights
        return weights
    }

    func addGradients(to gradients: inout ParameterValues) {
        for name in convolutions.keys.sorted() { convolutions[name]!.addGradient(to: &gradients) }
    }

    func addScaleGradients(_ parameters: ParameterValues, to gradient: inout [Double]) {
        for name in convolutions.keys.sorted() { convolutions[name]!.addScaleGradient(parameters, to: &gradient) }
    }
}
