import Tensors

extension Graph {
    /// The shape of every node's value for images of one spatial extent.
    public struct Shapes: Sendable {
        /// By encoder, then node name (`image` included).
        public var encoders: [[String: Shape]]
        /// By node name.
        public var decoder: [String: Shape]
    }

    /// The shape of the decoder's last node: [outputs, D, H, W].
    public func outputShape(for image: Extent) throws(GraphError) -> Shape {
        guard let last = decoder.last, let shape = try shapes(for: image).decoder[last.name] else {
            throw .emptySection(section: "the decoder")
        }
        return shape
    }

    /// Infers every shape, or throws what makes the graph impossible. Checks all there is to check but the tensors.
    public func shapes(for image: Extent) throws(GraphError) -> Shapes {
        try check("graph", "modalities", modalities, 1...ModalitySubset.limit)
        guard encoders.count == 1 || encoders.count == modalities else {
            throw .wrongInputCount(node: "graph", found: encoders.count, expected: "1 or \(modalities) encoders")
        }
        var inferred: [[String: Shape]] = []
        for encoder in encoders {
            try check("encoder", "channels", encoder.channels, Graph.channelRange)
            guard !encoder.nodes.isEmpty else { throw .emptySection(section: "an encoder") }
            let start = [Node.image: Shape(channels: encoder.channels, extent: image)]
            inferred.append(try infer(encoder.nodes, from: start, features: nil))
        }
        guard inferred.allSatisfy({ $0[distilled] != nil }) else { throw .unknownInput(node: "graph", input: distilled) }
        guard !decoder.isEmpty else { throw .emptySection(section: "the decoder") }
        let shapes = Shapes(encoders: inferred, decoder: try infer(decoder, from: [:], features: inferred))
        try checkJoins()
        return shapes
    }

    /// The smallest power of two by which each axis of an image must divide, at most 64; nil if none serves.
    public var extentMultiple: Int? {
        [1, 2, 4, 8, 16, 32, 64].first { step in
            (1...3).allSatisfy { factor in (try? shapes(for: Extent(step * factor, step * factor, step * factor))) != nil }
        }
    }

    static let channelRange = 1...65_536
    static let sizeRange = 1...64
    static let extentRange = 1...65_536
    /// Keeps every product of a hostile graph's extents within an Int.
    static let voxelLimit = 1 << 36

    private func infer(_ nodes: [Node], from start: [String: Shape], features: [[String: Shape]]?) throws(GraphError) -> [String: Shape] {
        var shapes = start
        for node in nodes {
            guard shapes[node.name] == nil else { throw .duplicateName(node: node.name) }
            var inputs: [Shape] = []
            for input in node.inputs {
                guard let shape = shapes[input] else { throw .unknownInput(node: node.name, input: input) }
                inputs.append(shape)
            }
            let shape = try shape(of: node, inputs, features)
            try check(node.name, "channels", shape.channels, Graph.channelRange)
            try check(node.name, "voxels", shape.extent.voxels, 1...Graph.voxelLimit)
            shapes[node.name] = shape
        }
        return shapes
    }

    private func shape(of node: Node, _ inputs: [Shape], _ features: [[String: Shape]]?) throws(GraphError) -> Shape {
        switch node.operation {
        case .impute(let impute): return try imputedShape(node, impute, features)
        case .concatenate: return try concatenatedShape(node, inputs)
        default: break
        }
        guard inputs.count == 1, let input = inputs.first else {
            throw .wrongInputCount(node: node.name, found: inputs.count, expected: "1")
        }
        switch node.operation {
        case .convolution(let convolution): return try shape(node, convolution, isTransposed: false, input)
        case .transposedConvolution(let convolution): return try shape(node, convolution, isTransposed: true, input)
        case .instanceNorm(let norm):
            guard norm.channels == input.channels else {
                throw .channelMismatch(node: node.name, found: input.channels, expected: norm.channels)
            }
            guard norm.epsilon > 0, norm.epsilon.isFinite else {
                throw .unfitNumber(node: node.name, field: "epsilon", found: norm.epsilon, expected: "a number above 0")
            }
            return input
        case .maxPool(let pool):
            return Shape(channels: input.channels, extent: try pooled(node, pool.size, input.extent))
        case .leakyReLU(let activation):
            guard activation.slope.isFinite else {
                throw .unfitNumber(node: node.name, field: "slope", found: activation.slope, expected: "a finite number")
            }
            return input
        case .concatenate, .impute: return input
        }
    }

    private func imputedShape(_ node: Node, _ impute: Impute, _ features: [[String: Shape]]?) throws(GraphError) -> Shape {
        guard let features else { throw .misplaced(node: node.name, operation: "impute") }
        guard node.inputs.isEmpty else { throw .wrongInputCount(node: node.name, found: node.inputs.count, expected: "none") }
        let taps = features.map { $0[impute.tap] }
        guard let first = taps[0], taps.allSatisfy({ $0 == first }) else { throw .unknownInput(node: node.name, input: impute.tap) }
        return Shape(channels: first.channels * modalities, extent: first.extent)
    }

    private func concatenatedShape(_ node: Node, _ inputs: [Shape]) throws(GraphError) -> Shape {
        guard let first = inputs.first else { throw .wrongInputCount(node: node.name, found: 0, expected: "1 or more") }
        for other in inputs where other.extent != first.extent {
            throw .extentMismatch(node: node.name, found: other.extent, expected: first.extent)
        }
        return Shape(channels: inputs.reduce(0) { $0 + $1.channels }, extent: first.extent)
    }

    private func shape(_ node: Node, _ convolution: Convolution, isTransposed: Bool, _ input: Shape) throws(GraphError) -> Shape {
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

    private func pooled(_ node: Node, _ size: Triple, _ extent: Extent) throws(GraphError) -> Extent {
        for value in size.values { try check(node.name, "size", value, Graph.sizeRange) }
        guard extent.depth % size.depth == 0, extent.height % size.height == 0, extent.width % size.width == 0 else {
            throw .extentUnfit(node: node.name, extent: extent)
        }
        return Extent(extent.depth / size.depth, extent.height / size.height, extent.width / size.width)
    }

    private func check(_ node: String, _ field: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(GraphError) {
        guard allowed.contains(value) else { throw .outOfRange(node: node, field: field, found: value, allowed: allowed) }
    }
}
