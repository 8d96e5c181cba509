import Networks
import Tensors

/// Runs a graph as it is written, in double precision: every imputed feature is made and joined in, nothing is folded,
/// fused or deferred. It is the definition that engine and trainer are tested against.
public struct ReferenceExecutor: Sendable {
    public let graph: Graph
    /// The numbers of each tensor that the graph names.
    public var weights: [String: [Double]]
    /// What each modality's features are multiplied with where they are imputed (the outer problem); 1 if nil.
    public var scales: [Double]?

    public init(_ graph: Graph, weights: [String: [Double]], scales: [Double]? = nil) {
        self.graph = graph
        self.weights = weights
        self.scales = scales
    }

    /// What a run makes.
    public struct Values {
        /// By present modality, then node name.
        public var encoders: [Int: [String: ReferenceValue]] = [:]
        /// By node name.
        public var decoder: [String: ReferenceValue] = [:]
        /// The decoder's last value.
        public var output: ReferenceValue
    }

    /// All values for the images [channels, D, H, W] of the present modalities.
    public func run(_ images: [Int: ReferenceValue]) -> Values {
        let encoders = images.reduce(into: [:]) { $0[$1.key] = run(graph.encoder(of: $1.key).nodes, [Node.image: $1.value], features: [:]) }
        let extent = images.values.first!.shape.extent
        let absent = (0..<graph.modalities).filter { images[$0] == nil }.map { modality in
            let encoder = graph.encoder(of: modality)
            return (modality, run(encoder.nodes, [Node.image: ReferenceValue(zeros: Shape(channels: encoder.channels, extent: extent))], features: [:]))
        }
        let decoder = run(graph.decoder, [:], features: encoders, absent: Dictionary(uniqueKeysWithValues: imputesZeroImages ? absent : []))
        return Values(encoders: encoders, decoder: decoder, output: decoder[graph.decoder.last!.name]!)
    }

    private var imputesZeroImages: Bool {
        graph.decoder.contains { if case .impute(let impute) = $0.operation { impute.rule == .zeroImage } else { false } }
    }

    private func run(_ nodes: [Node], _ start: [String: ReferenceValue], features: [Int: [String: ReferenceValue]],
                     absent: [Int: [String: ReferenceValue]] = [:]) -> [String: ReferenceValue] {
        nodes.reduce(into: start) { values, node in
            let inputs = node.inputs.map { values[$0]! }
            values[node.name] = switch node.operation {
            case .convolution(let c):
                inputs[0].convolved(weights[c.weight]!, bias: c.bias.map { weights[$0]! }, outputs: c.outputChannels,
                                    c.geometry(input: inputs[0].shape.extent, isTransposed: false)!)
            case .transposedConvolution(let c):
                inputs[0].transposeConvolved(weights[c.weight]!, bias: c.bias.map { weights[$0]! }, outputs: c.outputChannels,
                                             c.geometry(input: inputs[0].shape.extent, isTransposed: true)!)
            case .instanceNorm(let norm): inputs[0].normalised(gamma: weights[norm.weight]!, beta: weights[norm.bias]!, epsilon: norm.epsilon)
            case .batchNorm(let norm): inputs[0].normalised(gamma: weights[norm.weight]!, beta: weights[norm.bias]!, epsilon: norm.epsilon)
            case .dropout: inputs[0]
            case .leakyReLU(let activation): inputs[0].activated(slope: Double(activation.slope))
            case .maxPool(let pool): inputs[0].pooled(pool)
            case .globalMean: inputs[0].averaged()
            case .spread: inputs[0].spread(over: inputs[1].shape.extent)
            case .resize(let resize): inputs[0].resized(resize)
            case .add: inputs[0].plus(inputs[1])
            case .concatenate: .joined(inputs)
            case .impute(let impute): imputed(features.mapValues { $0[impute.tap]! }, impute.rule == .zeroImage ? absent.mapValues { $0[impute.tap]! } : [:])
            }
        }
    }

    /// Eq. 2: the features of all modalities, the mean of the present ones standing in for those that are absent, unless given.
    private func imputed(_ present: [Int: ReferenceValue], _ absent: [Int: ReferenceValue]) -> ReferenceValue {
        let mean = ReferenceValue.mean(present.sorted { $0.key < $1.key }.map(\.value))
        return .joined((0..<graph.modalities).map { (present[$0] ?? absent[$0] ?? mean).scaled(by: scales?[$0] ?? 1) })
    }
}
