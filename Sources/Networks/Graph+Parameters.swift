/// A weight tensor that a graph reads: its name and extents.
public struct Parameter: Hashable, Sendable {
    public var name: String
    public var shape: [Int]

    public init(name: String, shape: [Int]) {
        self.name = name
        self.shape = shape
    }

    /// Numbers in the tensor.
    public var count: Int { shape.reduce(1, *) }
}

extension Graph {
    /// Every weight tensor, once, in the order in which the nodes use them.
    public func parameters() throws(GraphError) -> [Parameter] {
        var order: [Parameter] = []
        var known: [String: [Int]] = [:]
        for node in encoders.flatMap(\.nodes) + decoder {
            for parameter in node.operation.parameters {
                if let shape = known[parameter.name] {
                    guard shape == parameter.shape else {
                        throw .parameterConflict(node: node.name, tensor: parameter.name, shapes: [shape, parameter.shape])
                    }
                } else {
                    known[parameter.name] = parameter.shape
                    order.append(parameter)
                }
            }
        }
        return order
    }
}

extension Operation {
    /// The weight tensors that the operation reads.
    public var parameters: [Parameter] {
        switch self {
        case .convolution(let c): c.parameters(weightChannels: [c.outputChannels, c.inputChannels])
        case .transposedConvolution(let c): c.parameters(weightChannels: [c.inputChannels, c.outputChannels])
        case .instanceNorm(let norm): [Parameter(name: norm.weight, shape: [norm.channels]), Parameter(name: norm.bias, shape: [norm.channels])]
        case .leakyReLU, .maxPool, .globalMean, .spread, .resize, .add, .concatenate, .impute: []
        }
    }
}

extension Convolution {
    fileprivate func parameters(weightChannels: [Int]) -> [Parameter] {
        [Parameter(name: weight, shape: weightChannels + kernel.values)] + (bias.map { [Parameter(name: $0, shape: [outputChannels])] } ?? [])
    }
}
