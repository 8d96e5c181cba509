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
        case .add, .spread: return try pairedShape(node, inputs)
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
            guard Float(norm.epsilon) > 0, Float(norm.epsilon).isFinite else {
                throw .unfitNumber(node: node.name, field: "epsilon", found: Float(norm.epsilon), expected: "a number above 0")
            }
            return input
        case .batchNorm, .dropout: return try trainingShape(node, input)
        case .maxPool(let pool):
            return Shape(channels: input.channels, extent: try pooled(node, pool, input.extent))
        case .globalMean: return Shape(channels: input.channels, extent: Extent(1, 1, 1))
        case .resize(let resize): return Shape(channels: input.channels, extent: try resized(node, resize, input.extent))
        case .leakyReLU(let activation):
            guard activation.slope.isFinite else {
                throw .unfitNumber(node: node.name, field: "slope", found: activation.slope, expected: "a finite number")
            }
            return input
        case .concatenate, .impute, .add, .spread: return input
        }
    }

    func check(_ node: String, _ field: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(GraphError) {
        guard allowed.contains(value) else { throw .outOfRange(node: node, field: field, found: value, allowed: allowed) }
    }
}
