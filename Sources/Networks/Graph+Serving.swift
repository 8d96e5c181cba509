extension Graph {
    /// The graph and the weights that give what this graph gives in evaluation, without operations that have a meaning in training alone.
    ///
    /// Each batch norm becomes part of the convolution before it: w' = s · w, b' = s · (b − mean) + β, s = γ / √(variance + ε). Dropout goes.
    ///
    /// - Parameter weights: The numbers of each tensor that the graph names.
    /// - Throws: `GraphError.unfoldableNorm` for a norm of anything but a convolution of its own.
    public func served(_ weights: @escaping (String) -> [Float]) throws(GraphError) -> (graph: Graph, weights: [String: [Float]]) {
        var folding = BatchNormFolding(weights)
        var graph = self
        for index in encoders.indices { graph.encoders[index].nodes = try folding.fold(encoders[index].nodes) }
        graph.decoder = try folding.fold(decoder)
        graph.distilled = folding.name(of: distilled)
        for index in graph.decoder.indices {
            guard case .impute(var impute) = graph.decoder[index].operation else { continue }
            impute.tap = folding.name(of: impute.tap)
            graph.decoder[index].operation = .impute(impute)
        }
        return (graph, folding.tensors)
    }

    /// Refuses operations that only a trainer can run.
    public func checkServable() throws(GraphError) {
        for node in encoders.flatMap(\.nodes) + decoder {
            switch node.operation {
            case .batchNorm: throw .trainingOnly(node: node.name, operation: "batchNorm")
            case .dropout: throw .trainingOnly(node: node.name, operation: "dropout")
            default: break
            }
        }
    }
}

/// Folds the batch norms of one section after the other.
private struct BatchNormFolding {
    /// The tensors that the folded sections name.
    private(set) var tensors: [String: [Float]] = [:]
    private let weights: (String) -> [Float]
    /// What is read in place of nodes that are gone.
    private var replacements: [String: String] = [:]

    init(_ weights: @escaping (String) -> [Float]) { self.weights = weights }

    func name(of node: String) -> String { replacements[node, default: node] }

    mutating func fold(_ nodes: [Node]) throws(GraphError) -> [Node] {
        var folded: [Node] = []
        for var node in nodes {
            node.inputs = node.inputs.map(name)
            switch node.operation {
            case .dropout: replacements[node.name] = node.inputs[0]
            case .batchNorm(let norm):
                guard let index = folded.firstIndex(where: { $0.name == node.inputs[0] }), case .convolution(var convolution) = folded[index].operation,
                      nodes.filter({ $0.inputs.contains(folded[index].name) }).count == 1 else {
                    throw .unfoldableNorm(node: node.name, input: node.inputs[0])
                }
                fold(norm, into: &convolution)
                folded[index].operation = .convolution(convolution)
                replacements[node.name] = folded[index].name
            default:
                for parameter in node.operation.parameters { tensors[parameter.name] = weights(parameter.name) }
                folded.append(node)
            }
        }
        return folded
    }

    private mutating func fold(_ norm: BatchNorm, into convolution: inout Convolution) {
        let scale = norm.scale(weight: weights(norm.weight), variance: weights(norm.variance))
        let (mean, shift, weight) = (weights(norm.mean), weights(norm.bias), weights(convolution.weight))
        let bias = convolution.bias.map(weights) ?? Array(repeating: 0, count: convolution.outputChannels)
        let row = weight.count / convolution.outputChannels
        tensors[convolution.weight] = weight.indices.map { weight[$0] * scale[$0 / row] }
        convolution.bias = convolution.bias ?? norm.bias
        tensors[convolution.bias!] = scale.indices.map { shift[$0].addingProduct(scale[$0], bias[$0] - mean[$0]) }
    }
}
