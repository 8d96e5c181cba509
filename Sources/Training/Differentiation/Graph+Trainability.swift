import Networks
import Tensors

extension Graph {
    /// Refuses what `Differentiator` has no gradient for. Whether a patch fits is for `shapes(for:)` to say.
    func checkTrainability() throws(TrainingError) {
        try checkSense()
        for encoder in encoders { try checkTrainability(encoder.nodes) }
        try checkTrainability(decoder)
        switch decoder.last?.operation {
        case .instanceNorm, .batchNorm, .leakyReLU: throw .deferredOutput(node: decoder.last!.name)
        default: break
        }
    }

    /// Refuses what is wrong at any extent; an extent that does not fit may be wrong at this one alone.
    private func checkSense() throws(TrainingError) {
        do throws(GraphError) {
            for encoder in encoders { try checkNames(encoder.nodes, known: [Node.image]) }
            try checkNames(decoder, known: [])
            _ = try parameters()
            try checkJoins()
            _ = try shapes(for: Extent(64, 64, 64))
        } catch {
            switch error {
            case .extentUnfit, .extentMismatch: break
            default: throw .impossibleGraph(error)
            }
        }
    }

    private func checkNames(_ nodes: [Node], known: Set<String>) throws(GraphError) {
        var known = known
        for node in nodes {
            for input in node.inputs where !known.contains(input) { throw .unknownInput(node: node.name, input: input) }
            guard known.insert(node.name).inserted else { throw .duplicateName(node: node.name) }
        }
    }

    private func checkTrainability(_ nodes: [Node]) throws(TrainingError) {
        let operations = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.operation) })
        for node in nodes {
            switch (node.operation, operations[node.inputs.first ?? ""]) {
            case (.instanceNorm, .instanceNorm), (.instanceNorm, .batchNorm), (.instanceNorm, .leakyReLU),
                 (.batchNorm, .instanceNorm), (.batchNorm, .batchNorm), (.batchNorm, .leakyReLU): throw .normOfDeferred(node: node.name, input: node.inputs[0])
            case (.leakyReLU, .leakyReLU): throw .activationOfActivation(node: node.name, input: node.inputs[0])
            case (.convolution(let c), _): try check(node, c, nodes.sources(of: node.inputs[0]))
            case (.transposedConvolution(let c), _):
                guard c.kernel == c.stride, c.dilation == Triple(1), c.padding == Triple(0) else {
                    throw .transposedWindow(node: node.name, kernel: c.kernel, stride: c.stride, dilation: c.dilation, padding: c.padding)
                }
                try checkRepetition(node, nodes.sources(of: node.inputs[0]))
            default: try checkGradient(node)
            }
        }
    }

    private func checkGradient(_ node: Node) throws(TrainingError) {
        let operation: String? = switch node.operation {
        case .globalMean: "globalMean"
        case .spread: "spread"
        case .resize: "resize"
        case .add: "add"
        case .maxPool(let pool) where !pool.isPartition: "a maxPool whose windows overlap, leave gaps or are padded"
        case .impute(let impute) where impute.rule != .mean: "impute by \(impute.rule.rawValue)"
        default: nil
        }
        if let operation { throw .withoutGradient(node: node.name, operation: operation) }
    }

    private func check(_ node: Node, _ convolution: Convolution, _ sources: [Source]) throws(TrainingError) {
        try checkRepetition(node, sources)
        guard sources != [.node(Node.image)] else { return }
        guard convolution.stride == Triple(1) else { throw .strideWithinNetwork(node: node.name, stride: convolution.stride) }
        let (k, d, p) = (convolution.kernel, convolution.dilation, convolution.padding)
        let reach = Triple((k.depth - 1) * d.depth, (k.height - 1) * d.height, (k.width - 1) * d.width)
        guard p.depth <= reach.depth, p.height <= reach.height, p.width <= reach.width else {
            throw .paddingBeyondKernel(node: node.name, padding: p, reach: reach)
        }
    }

    private func checkRepetition(_ node: Node, _ sources: [Source]) throws(TrainingError) {
        var known: Set<Source> = []
        for source in sources where !known.insert(source).inserted {
            switch source {
            case .node(let name): throw .repeatedInput(node: node.name, input: name)
            case .imputed(let impute): throw .repeatedInput(node: node.name, input: impute.tap)
            }
        }
    }
}
