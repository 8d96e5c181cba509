import Networks
import Tensors

/// One number array for each of a graph's parameters: weights, gradients, or an optimiser's state.
public struct ParameterValues: Sendable, Hashable {
    public let parameters: [Parameter]
    /// The numbers of each parameter, in the order of `parameters`.
    public var values: [[Float]]
    private let index: [String: Int]

    /// Zeros.
    public init(zerosFor parameters: [Parameter]) {
        self.parameters = parameters
        values = parameters.map { Array(repeating: 0, count: $0.count) }
        index = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1.name, $0) })
    }

    /// Random start (Algorithm 1): weights normal with variance 2 / ((1 + 0.01²) · inputs · taps), γ and running variances 1, the rest 0.
    public init(initialFor graph: Graph, seed: UInt64) throws(GraphError) {
        self.init(zerosFor: try graph.parameters())
        var random = SeededGenerator(seed: seed)
        for node in graph.encoders.flatMap(\.nodes) + graph.decoder {
            switch node.operation {
            case .convolution(let c): draw(c.weight, fanIn: c.inputChannels * c.kernel.product, &random)
            case .transposedConvolution(let c): draw(c.weight, fanIn: c.inputChannels, &random)
            case .instanceNorm(let norm): self[norm.weight] = Array(repeating: 1, count: norm.channels)
            case .batchNorm(let norm): for name in [norm.weight, norm.variance] { self[name] = Array(repeating: 1, count: norm.channels) }
            case .leakyReLU, .dropout, .maxPool, .globalMean, .spread, .resize, .add, .concatenate, .impute: break
            }
        }
    }

    /// The numbers of the parameter with this name, which must exist.
    public subscript(name: String) -> [Float] {
        get { values[position(name)] }
        _modify { yield &values[position(name)] }
    }

    /// Euclidean norm over all numbers.
    public var norm: Float {
        Float(values.reduce(0.0) { $0 + $1.reduce(0.0) { $0 + Double($1) * Double($1) } }.squareRoot())
    }

    /// All numbers back to zero.
    public mutating func reset() {
        for i in values.indices { values[i].withUnsafeMutableBufferPointer { $0.update(repeating: 0) } }
    }

    /// All numbers times a factor.
    public mutating func scale(by factor: Float) {
        for i in values.indices { values[i].withUnsafeMutableBufferPointer { for j in $0.indices { $0[j] *= factor } } }
    }

    public var isFinite: Bool { values.allSatisfy { $0.allSatisfy(\.isFinite) } }

    private func position(_ name: String) -> Int {
        guard let position = index[name] else { preconditionFailure("no parameter is named \(name)") }
        return position
    }

    private mutating func draw(_ name: String, fanIn: Int, _ random: inout SeededGenerator) {
        let deviation = (2 / (1.0001 * Float(fanIn))).squareRoot()
        for i in self[name].indices { self[name][i] = deviation * random.normal() }
    }
}
