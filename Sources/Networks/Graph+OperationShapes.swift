import Tensors

/// The shape of one operation's value, from those of its inputs.
extension Graph {
    func imputedShape(_ node: Node, _ impute: Impute, _ features: [[String: Shape]]?) throws(GraphError) -> Shape {
        guard let features else { throw .misplaced(node: node.name, operation: "impute") }
        guard node.inputs.isEmpty else { throw .wrongInputCount(node: node.name, found: node.inputs.count, expected: "none") }
        let taps = features.map { $0[impute.tap] }
        guard let first = taps[0], taps.allSatisfy({ $0 == first }) else { throw .unknownInput(node: node.name, input: impute.tap) }
        return Shape(channels: first.channels * modalities, extent: first.extent)
    }

    func concatenatedShape(_ node: Node, _ inputs: [Shape]) throws(GraphError) -> Shape {
        guard let first = inputs.first else { throw .wrongInputCount(node: node.name, found: 0, expected: "1 or more") }
        for other in inputs where other.extent != first.extent {
            throw .extentMismatch(node: node.name, found: other.extent, expected: first.extent)
        }
        return Shape(channels: inputs.reduce(0) { $0 + $1.channels }, extent: first.extent)
    }

    func shape(_ node: Node, _ convolution: Convolution, isTransposed: Bool, _ input: Shape) throws(GraphError) -> Shape {
        try check(node.name, "inputChannels", convolution.inputChannels, Graph.channelRange)
        try check(node.name, "outputChannels", convolution.outputChannels, Graph.channelRange)
        for (field, triple) in [("kernel", convolution.kernel), ("stride", convolution.stride), ("dilation", convolution.dilation)] {
            for value in triple.values { try check(node.name, field, value, Graph.sizeRange) }
        }
        for value in convolution.padding.values { try check(node.name, "padding", value, 0...Graph.sizeRange.upperBound) }
        guard convolution.inputChannels == input.channels else {
            throw .channelMismatch(node: node.name, found: input.channels, expected: convolution.inputChannels)
        }
        guard let output = convolution.geometry(input: input.extent, isTransposed: isTransposed)?.output,
              [output.depth, output.height, output.width].allSatisfy(Graph.extentRange.contains) else {
            throw .extentUnfit(node: node.name, extent: input.extent)
        }
        return Shape(channels: convolution.outputChannels, extent: output)
    }

    /// Of an operation that a graph has in training only.
    func trainingShape(_ node: Node, _ input: Shape) throws(GraphError) -> Shape {
        switch node.operation {
        case .batchNorm(let norm):
            guard norm.channels == input.channels else {
                throw .channelMismatch(node: node.name, found: input.channels, expected: norm.channels)
            }
            guard Float(norm.epsilon) > 0, Float(norm.epsilon).isFinite else {
                throw .unfitNumber(node: node.name, field: "epsilon", found: Float(norm.epsilon), expected: "a number above 0")
            }
        case .dropout(let dropout):
            guard (0..<1).contains(dropout.rate) else {
                throw .unfitNumber(node: node.name, field: "rate", found: dropout.rate, expected: "0 to below 1")
            }
        default: preconditionFailure("\(node.name) is no operation of training alone")
        }
        return input
    }

    /// Of an operation on two values: a sum, or one voxel spread over the other's extent.
    func pairedShape(_ node: Node, _ inputs: [Shape]) throws(GraphError) -> Shape {
        guard inputs.count == 2 else { throw .wrongInputCount(node: node.name, found: inputs.count, expected: "2") }
        let (first, second) = (inputs[0], inputs[1])
        if case .spread = node.operation {
            guard first.extent.voxels == 1 else { throw .extentMismatch(node: node.name, found: first.extent, expected: Extent(1, 1, 1)) }
            return Shape(channels: first.channels, extent: second.extent)
        }
        guard first.channels == second.channels else {
            throw .channelMismatch(node: node.name, found: second.channels, expected: first.channels)
        }
        guard first.extent == second.extent else { throw .extentMismatch(node: node.name, found: second.extent, expected: first.extent) }
        return first
    }

    func pooled(_ node: Node, _ pool: MaxPool, _ extent: Extent) throws(GraphError) -> Extent {
        for (field, triple) in [("size", pool.size), ("stride", pool.stride)] {
            for value in triple.values { try check(node.name, field, value, Graph.sizeRange) }
        }
        for (padding, size) in zip(pool.padding.values, pool.size.values) { try check(node.name, "padding", padding, 0...size / 2) }
        guard let output = pool.output(of: extent) else { throw .extentUnfit(node: node.name, extent: extent) }
        return output
    }

    func resized(_ node: Node, _ resize: Resize, _ extent: Extent) throws(GraphError) -> Extent {
        for value in resize.factor.values { try check(node.name, "factor", value, Graph.sizeRange) }
        let output = resize.output(of: extent)
        guard [output.depth, output.height, output.width].allSatisfy(Graph.extentRange.contains) else { throw .extentUnfit(node: node.name, extent: extent) }
        return output
    }
}
