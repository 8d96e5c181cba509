import Kernels
import Networks
import Tensors

/// Turns a graph into a program: folds imputation into weights, sees through concatenations, and defers
/// normalisation and activation to whoever reads the value.
struct Lowering {
    private let graph: Graph
    private let weights: (String) -> [Float]
    private let folding: ImputationFolding
    private let shapes: Graph.Shapes
    private let machine: Machine
    private var program = Program()
    private var packed: [String: (PackedWeights, Tensor)] = [:]

    /// - Parameters:
    ///   - graph: A graph that `shapes(for:)` accepts at this extent.
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - machine: Whose threads pack the weights.
    static func lower(_ graph: Graph, weights: @escaping (String) -> [Float], subset: ModalitySubset, extent: Extent,
                      machine: Machine) throws(GraphError) -> Program {
        var lowering = Lowering(graph: graph, weights: weights, folding: ImputationFolding(present: subset, modalities: graph.modalities),
                                shapes: try graph.shapes(for: extent), machine: machine)
        lowering.lower(subset, extent)
        return lowering.program
    }

    private init(graph: Graph, weights: @escaping (String) -> [Float], folding: ImputationFolding, shapes: Graph.Shapes, machine: Machine) {
        self.graph = graph
        self.weights = weights
        self.folding = folding
        self.shapes = shapes
        self.machine = machine
    }

    private mutating func lower(_ subset: ModalitySubset, _ extent: Extent) {
        var features: [[String: Operand]] = []
        for modality in subset.indices {
            let section = graph.encoders.count == 1 ? 0 : modality
            let encoder = graph.encoders[section]
            let image = Operand(place: .image(modality), shape: Shape(channels: encoder.channels, extent: extent))
            features.append(lower(encoder.nodes, key: "\(section)", shapes.encoders[section], [Node.image: image], []))
        }
        let values = lower(graph.decoder, key: "decoder", shapes.decoder, [:], features)
        var output = values[graph.decoder.last!.name]!
        if !output.isPlain { output = materialise(output) }
        program.output = output
    }

    private mutating func lower(_ nodes: [Node], key: String, _ shapes: [String: Shape], _ start: [String: Operand],
                                _ features: [[String: Operand]]) -> [String: Operand] {
        var values = start
        for node in nodes {
            let shape = shapes[node.name]!
            switch node.operation {
            case .concatenate, .impute: break
            case .convolution(let c): values[node.name] = convolve(node, c, false, nodes, key, shape, values, features)
            case .transposedConvolution(let c): values[node.name] = convolve(node, c, true, nodes, key, shape, values, features)
            case .instanceNorm(let norm): values[node.name] = normalise(norm, values[node.inputs[0]]!)
            case .leakyReLU(let activation):
                var value = values[node.inputs[0]]!
                if value.slope != 1 { value = materialise(value) }
                value.slope = activation.slope
                values[node.name] = value
            case .maxPool(let pool):
                var input = values[node.inputs[0]]!
                if case .image = input.place { input = materialise(input) }
                let buffer = program.makeBuffer(shape)
                program.steps.append(.maxPool(.init(input: input, size: pool.size, output: buffer, outputShape: shape)))
                values[node.name] = Operand(place: .buffer(buffer), shape: shape)
            }
        }
        return values
    }

    private mutating func convolve(_ node: Node, _ convolution: Convolution, _ isTransposed: Bool, _ nodes: [Node], _ key: String,
                                   _ shape: Shape, _ values: [String: Operand], _ features: [[String: Operand]]) -> Operand {
        let sources = nodes.sources(of: node.inputs[0])
        var (inputs, segments): ([Operand], [ImputationFolding.Segment]) = ([], [])
        for source in sources {
            switch source {
            case .node(let name):
                inputs.append(values[name]!)
                segments.append(.plain(values[name]!.shape.channels))
            case .imputed(let impute):
                inputs += features.map { $0[impute.tap]! }
                segments.append(.imputed(features[0][impute.tap]!.shape.channels))
            }
        }
        let geometry = convolution.geometry(input: inputs[0].shape.extent, isTransposed: isTransposed)!
        let method = geometry.method(inputChannels: inputs.flatMap(\.blockChannels), outputBlocks: Layout.blocks(shape.channels))
        let (weights, initial) = pack(convolution, method, segments, inputs, key: "\(key).\(node.name)")
        let buffer = program.makeBuffer(shape)
        program.steps.append(.convolve(.init(name: node.name, inputs: inputs, method: method, weights: weights, initial: initial, output: buffer, outputShape: shape)))
        return Operand(place: .buffer(buffer), shape: shape)
    }

    private mutating func normalise(_ norm: InstanceNorm, _ input: Operand) -> Operand {
        var value = input.isPlain ? input : materialise(input)
        if case .image = value.place { value = materialise(value) }
        let normalisation = Normalisation(weight: weights(norm.weight), bias: weights(norm.bias), epsilon: norm.epsilon)
        if case .convolve(var step)? = program.steps.last, .buffer(step.output) == value.place, step.normalisation == nil,
           !step.method.geometry.isTransposed {
            step.normalisation = normalisation
            program.steps[program.steps.count - 1] = .convolve(step)
        } else {
            program.steps.append(.statistics(of: value, normalisation))
        }
        value.normalisation = normalisation
        return value
    }

    private mutating func materialise(_ value: Operand) -> Operand {
        let buffer = program.makeBuffer(value.shape)
        program.steps.append(.materialise(value, into: buffer))
        return Operand(place: .buffer(buffer), shape: value.shape)
    }

    /// Folds and packs a convolution's weights, once for all modalities that share them.
    private mutating func pack(_ convolution: Convolution, _ method: any ConvolutionMethod, _ segments: [ImputationFolding.Segment],
                               _ inputs: [Operand], key: String) -> (PackedWeights, Tensor) {
        if let known = packed[key] { return known }
        let taps = convolution.kernel.product
        let folded = method.geometry.isTransposed
            ? folding.fold(weights(convolution.weight), segments, outer: 1, inner: convolution.outputChannels * taps)
            : folding.fold(weights(convolution.weight), segments, outer: convolution.outputChannels, inner: taps)
        let result = method.pack(folded, inputBlocks: inputs.flatMap(\.blockChannels), outputBlocks: Layout.blockChannels(convolution.outputChannels), machine)
        let initial = Tensor(Shape(convolution.outputChannels, 1, 1, 1), layout: .blocked)
        if let bias = convolution.bias { _ = initial.storage.update(from: weights(bias)) }
        packed[key] = (result, initial)
        return (result, initial)
    }
}

extension Operand {
    /// Channels of each block in which a convolution reads the value; the channels of a planar image come one by one.
    var blockChannels: [Int] {
        if case .image = place { return Array(repeating: 1, count: shape.channels) }
        return Layout.blockChannels(shape.channels)
    }
}
