/// A weight tensor that a graph reads: its name and extents.
public struct Parameter: Hashable, Sendable {
    public var name: String
    public var shape: [Int]
    /// Whether an optimiser changes it; running statistics are not learned.
    public var isLearned = true

    public init(name: String, shape: [Int], isLearned: Bool = true) {
        self.name = name
        self.shape = shape
        self.isLearned = isLearned
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
        case .batchNorm(let norm): norm.parameters
        case .leakyReLU, .dropout, .maxPool, .globalMean, .spread, .resize, .add, .concatenate, .impute: []
        }
    }
}

extension Convolution {
    fileprivate func parameters(weightChannels: [Int]) -> [Parameter] {
        [Parameter(name: weight, shape: weightChannels + kernel.values)] + (bias.map { [Parameter(name: $0, shape: [outputChannels])] } ?? [])
    }
}

extension BatchNorm {
    fileprivate var parameters: [Parameter] {
        [Parameter(name: weight, shape: [channels]), Parameter(name: bias, shape: [channels]),
         Parameter(name: mean, shape: [channels], isLearned: false), Parameter(name: variance, shape: [channels], isLearned: false)]
    }
}
