extension Graph {
    /// Refuses what reads a concatenation or an imputation as if it were one value: only convolutions see through them to
    /// the values whose channels they join.
    package func checkJoins() throws(GraphError) {
        for encoder in encoders { try checkJoins(encoder.nodes) }
        try checkJoins(decoder)
        let taps = decoder.compactMap { node -> (node: String, tap: String)? in
            if case .impute(let impute) = node.operation { (node.name, impute.tap) } else { nil }
        }
        for encoder in encoders {
            let joins = Set(encoder.nodes.filter(\.isJoin).map(\.name))
            for (node, tap) in taps + [("graph", distilled)] where joins.contains(tap) { throw .joinRead(node: node, input: tap) }
        }
        if let last = decoder.last, last.isJoin { throw .joinRead(node: "graph", input: last.name) }
    }

    private func checkJoins(_ nodes: [Node]) throws(GraphError) {
        var joins: Set<String> = []
        for node in nodes {
            if node.isJoin { joins.insert(node.name) }
            switch node.operation {
            case .convolution, .transposedConvolution, .concatenate, .impute: break
            case .instanceNorm, .batchNorm, .dropout, .leakyReLU, .maxPool, .globalMean, .spread, .resize, .add:
                for input in node.inputs where joins.contains(input) { throw .joinRead(node: node.name, input: input) }
            }
        }
    }
}

extension Node {
    fileprivate var isJoin: Bool {
        switch operation {
        case .concatenate, .impute: true
        default: false
        }
    }
}
