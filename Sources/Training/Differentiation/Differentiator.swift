import Kernels
import Networks
import Tensors

/// Runs a graph forward and backward on one sample with any subset of its modalities.
public final class Differentiator {
    public let graph: Graph
    public let machine: Machine
    private let memory = MemoryPool()
    private let methods = MethodCache()

    /// - Throws: `TrainingError` for a graph that has an operation without a gradient.
    public init(graph: Graph, machine: Machine) throws(TrainingError) {
        try graph.checkTrainability()
        self.graph = graph
        self.machine = machine
    }

    /// Runs the graph forward (Eq. 1–3).
    ///
    /// - Parameters:
    ///   - images: [channels, D, H, W] of each present modality, planar.
    ///   - scales: A factor for each modality's features, the importance weights of the outer problem; 1 if nil.
    ///   - mode: What batch norms and dropout do; without these operations it makes no difference.
    public func forward(_ images: [Int: Tensor], _ parameters: ParameterValues, scales: [Float]? = nil, mode: PassMode = .evaluation) -> Pass {
        let folding = ImputationFolding(present: ModalitySubset(images.keys), modalities: graph.modalities, scales: scales)
        let context = PassContext(machine: machine, memory: memory, methods: methods, folding: folding, mode: mode)
        return Pass(graph, images, parameters, context)
    }
}

/// A graph's values for one sample, and the way back through them.
public final class Pass {
    public let present: ModalitySubset
    private let graph: Graph
    private let context: PassContext
    private let encoderWeights: [SectionWeights]
    private let decoderWeights = SectionWeights()
    private let encoders: [Int: Tape]
    private let decoder: Tape

    init(_ graph: Graph, _ images: [Int: Tensor], _ parameters: ParameterValues, _ context: PassContext) {
        self.graph = graph
        self.context = context
        present = context.folding.present
        let sections = graph.encoders.map { _ in SectionWeights() }
        encoderWeights = sections
        var readers: [String: Int] = [graph.distilled: 1]
        for node in graph.decoder {
            if case .impute(let impute) = node.operation { readers[impute.tap, default: 0] += graph.decoder.readers(of: node.name).count }
        }
        var encoders: [Int: Tape] = [:]
        for (modality, image) in images.sorted(by: { $0.key < $1.key }) {
            let section = graph.encoderIndex(of: modality)
            let tape = Tape(graph.encoders[section].nodes, sections[section], context, section: modality, externalReaders: readers)
            tape.setImage(image)
            encoders[modality] = tape
        }
        self.encoders = encoders
        let order = present.indices
        decoder = Tape(graph.decoder, decoderWeights, context) { impute in order.map { encoders[$0]!.value(impute.tap) } }
        for modality in order { encoders[modality]!.forward(parameters) }
        decoder.forward(parameters)
    }

    /// The decoder's output: [outputs, D, H, W], blocked.
    public var output: Tensor { decoder.value(graph.decoder.last!.name).tensor }

    /// What the batch norms found, in training.
    public var batchStatistics: [BatchStatistics] { context.batchStatistics }

    /// The features of the present modalities at an encoder node, as Eq. 5 and the plots read them: [C, D, H, W], blocked.
    public func features(at tap: String) -> [Int: Tensor] { encoders.mapValues { $0.value(tap).materialised(context) } }

    /// Sends the gradient of the output back to all weights, and adds theirs to `gradients`.
    ///
    /// - Parameter featureGradients: Gradients of the distilled features, by modality (Eq. 5).
    public func backward(output gradient: Tensor, featureGradients: [Int: Tensor], addingTo gradients: inout ParameterValues) {
        decoder.value(graph.decoder.last!.name).receive(gradient, context)
        decoder.backward(&gradients)
        for (modality, gradient) in featureGradients { encoders[modality]!.value(graph.distilled).receive(gradient, context) }
        for modality in present.indices { encoders[modality]!.backward(&gradients) }
        for weights in encoderWeights + [decoderWeights] { weights.addGradients(to: &gradients) }
    }

    /// The gradient with respect to the modalities' scales (the outer problem); the network's weights get none.
    public func scaleGradient(output gradient: Tensor, _ parameters: ParameterValues) -> [Float] {
        var unused = ParameterValues(zerosFor: parameters.parameters)
        decoder.value(graph.decoder.last!.name).receive(gradient, context)
        decoder.backward(&unused)
        var sums = [Double](repeating: 0, count: graph.modalities)
        decoderWeights.addScaleGradients(parameters, to: &sums)
        return sums.map(Float.init)
    }

    /// A blocked tensor like the output for its gradient, undefined until written.
    public func makeOutputGradient() -> Tensor { Tensor(output.shape, from: context.memory) }
}
