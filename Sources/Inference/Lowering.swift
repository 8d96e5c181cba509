import Kernels
import Networks
import Tensors

/// Turns a graph into a program: folds imputation into weights, sees through concatenations, and defers
/// normalisation and activation to whoever reads the value.
struct Lowering {
    let graph: Graph
    let weights: (String) -> [Float]
    let folding: ImputationFolding
    let shapes: Graph.Shapes
    let extent: Extent
    var program = Program()
    /// What convolutions of the decoder start from, by node: the part that does not depend on the images.
    private let constants: [String: Tensor]
    private let packed: PackedConvolutions

    /// - Parameters:
    ///   - graph: A graph that `shapes(for:)` accepts at this extent.
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - machine: Packs the weights and computes what does not depend on the images.
    static func lower(_ graph: Graph, weights: @escaping (String) -> [Float], subset: ModalitySubset, extent: Extent,
                      precision: Precision, machine: Machine) throws(GraphError) -> Program {
        try graph.checkServable()
        let (shapes, packed) = (try graph.shapes(for: extent), PackedConvolutions(weights, machine))
        let folding = ImputationFolding(present: subset, modalities: graph.modalities)
        func start(_ constants: [String: Tensor]) -> Lowering {
            Lowering(graph: graph, weights: weights, folding: folding, shapes: shapes, extent: extent, constants: constants, packed: packed)
        }
        var constants: [String: Tensor] = [:]
        if graph.imputesZeroImages && subset.count < graph.modalities { constants = start([:]).constants(machine) }
        var lowering = start(constants)
        lowering.lowerWhole()
        func stored(_ program: Program) -> Program {
            let published = program.publishing()
            return (precision == .bf16 ? published.narrowing() : published).recomputing()
        }
        return stored(lowering.program.addingInPlace().accumulatingEarly { MemoryPlan(stored($0)).size })
    }

    private init(graph: Graph, weights: @escaping (String) -> [Float], folding: ImputationFolding, shapes: Graph.Shapes, extent: Extent,
                 constants: [String: Tensor], packed: PackedConvolutions) {
        self.graph = graph
        self.weights = weights
        self.folding = folding
        self.shapes = shapes
        self.extent = extent
        self.constants = constants
        self.packed = packed
    }

    private mutating func lowerWhole() {
        let features = folding.present.indices.map { lowerEncoder(of: $0) }
        let values = lower(graph.decoder, key: "decoder", shapes.decoder, [:], features)
        var output = values[graph.decoder.last!.name]!
        if !output.isPlain { output = materialise(output) }
        program.outputs = [output]
    }

    /// The values of a modality's encoder, by node.
    mutating func lowerEncoder(of modality: Int) -> [String: Operand] {
        let (section, encoder) = (graph.encoderIndex(of: modality), graph.encoder(of: modality))
        let image = Operand(place: .image(modality), shape: Shape(channels: encoder.channels, extent: extent))
        return lower(encoder.nodes, key: "\(section)", shapes.encoders[section], [Node.image: image], [])
    }

    private mutating func lower(_ nodes: [Node], key: String, _ shapes: [String: Shape], _ start: [String: Operand],
                                _ features: [[String: Operand]]) -> [String: Operand] {
        var values = start
        for node in nodes {
            let shape = shapes[node.name]!
            let inputs = node.inputs.map { values[$0] }
            values[node.name] = switch node.operation {
            // Convolutions see through joins; a graph with operations of training alone was refused.
            case .concatenate, .impute, .batchNorm, .dropout: nil
            case .convolution(let c): convolve(node, c, false, nodes, key: key, shape, values, features)
            case .transposedConvolution(let c): convolve(node, c, true, nodes, key: key, shape, values, features)
            case .instanceNorm(let norm): normalise(norm, inputs[0]!)
            case .leakyReLU(let activation): activate(activation, inputs[0]!)
            case .maxPool(let pool): self.pool(pool, inputs[0]!, shape)
            case .globalMean: globalMean(inputs[0]!, shape)
            case .spread: spread(inputs[0]!, shape)
            case .resize(let resize): self.resize(resize, inputs[0]!, shape)
            case .add: add(inputs[0]!, inputs[1]!, shape)
            }
        }
        return values
    }

    private mutating func convolve(_ node: Node, _ convolution: Convolution, _ isTransposed: Bool, _ nodes: [Node], key: String, _ shape: Shape,
                                   _ values: [String: Operand], _ features: [[String: Operand]]) -> Operand {
        var (inputs, segments): ([Operand], [ImputationFolding.Segment]) = ([], [])
        for source in nodes.sources(of: node.inputs[0]) {
            switch source {
            case .node(let name):
                inputs.append(values[name]!)
                segments.append(.plain(values[name]!.shape.channels))
            case .imputed(let impute):
                inputs += features.map { $0[impute.tap]! }
                segments.append(impute.segment(channels: features[0][impute.tap]!.shape.channels))
            }
        }
        let folding = folding
        return convolve(node.name, convolution, isTransposed, inputs, shape, key: "\(key).\(node.name)", constant: constants[node.name]) { weights, outer, inner in
            folding.fold(weights, segments, outer: outer, inner: inner)
        }
    }

    /// - Parameter fold: Turns the weight tensor [outer, input, inner] into the one that reads `inputs`.
    mutating func convolve(_ name: String, _ convolution: Convolution, _ isTransposed: Bool, _ inputs: [Operand], _ shape: Shape, key: String,
                           constant: Tensor? = nil, fold: (_ weights: [Float], _ outer: Int, _ inner: Int) -> [Float]) -> Operand {
        let geometry = convolution.geometry(input: inputs[0].shape.extent, isTransposed: isTransposed)!
        let blocks = inputs.flatMap(\.blockChannels)
        let method = geometry.method(inputChannels: blocks, outputBlocks: Layout.blocks(shape.channels),
                                     isPlanar: inputs.count == 1 && inputs[0].isPlanar)
        let (packedWeights, initial) = packed.convolution(key, convolution, method, inputBlocks: blocks, fold: fold)
        let buffer = program.makeBuffer(shape)
        program.steps.append(.convolve(.init(name: name, inputs: inputs, method: method, weights: packedWeights, initial: initial, constant: constant,
                                             output: buffer, outputShape: shape)))
        return Operand(place: .buffer(buffer), shape: shape)
    }
}

extension Impute {
    /// How a convolution's weights for this imputation fold.
    func segment(channels: Int) -> ImputationFolding.Segment {
        switch rule {
        case .mean: .imputed(channels)
        case .zeroImage: .independent(channels)
        }
    }
}

extension Operand {
    /// Whether it is a modality's image as it lies in memory.
    fileprivate var isPlanar: Bool {
        if case .image = place { isPlain } else { false }
    }

    /// Channels of each block in which a convolution reads the value; the channels of a planar image come one by one.
    var blockChannels: [Int] {
        if case .image = place { return Array(repeating: 1, count: shape.channels) }
        return Layout.blockChannels(shape.channels)
    }
}
