import Networks
import Tensors

/// A small graph around one operation, with seeded weights and images, on which engine and trainer are tested.
public struct OperationCase: Sendable, CustomStringConvertible {
    public var name: String
    public var graph: Graph
    public var extent: Extent
    /// False for what the engine runs and the trainer refuses.
    public var isTrainable = true

    public init(name: String, graph: Graph, extent: Extent, isTrainable: Bool = true) {
        self.name = name
        self.graph = graph
        self.extent = extent
        self.isTrainable = isTrainable
    }

    public var description: String { name }

    /// Every subset of the graph's modalities that holds one.
    public var subsets: [ModalitySubset] { ModalitySubset.nonEmpty(of: graph.modalities) }

    /// Weights with variance 1 / fan-in, γ around 1, biases around 0.
    public var weights: [String: [Float]] {
        var values: [String: [Float]] = [:]
        for (number, parameter) in try! graph.parameters().enumerated() {
            var random = SeededGenerator(seed: 7, stream: UInt64(number))
            let range: ClosedRange<Float> = parameter.shape.count > 1 ? -fanInBound(parameter)...fanInBound(parameter)
                : parameter.name.hasSuffix(".gamma") || parameter.name.hasSuffix(".weight") ? 0.5...1.5 : -0.5...0.5
            values[parameter.name] = (0..<parameter.count).map { _ in random.uniform(range) }
        }
        return values
    }

    /// The images of a subset: normal random numbers.
    public func images(_ subset: ModalitySubset) -> [Int: Tensor] {
        Dictionary(uniqueKeysWithValues: subset.indices.map { modality in
            let shape = Shape(channels: graph.encoder(of: modality).channels, extent: extent)
            return (modality, ReferenceValue(shape, seed: 100 + UInt64(modality)).tensor)
        })
    }

    /// The graph, in double precision.
    public var reference: ReferenceExecutor { ReferenceExecutor(graph, weights: weights.mapValues { $0.map(Double.init) }) }

    /// How far outputs may be off, relative to the largest: one rounding for each addition on the way to one output.
    public var tolerance: Double { Double(16 + additions { $0.inputChannels * $0.kernel.product }) * 0x1p-24 }

    /// How far a gradient may be off, relative to its Euclidean norm: additions forward, those of the data gradients, and
    /// those over the voxels in weight gradients and norms.
    public var gradientTolerance: Double {
        Double(16 + additions { ($0.inputChannels + $0.outputChannels) * $0.kernel.product + extent.voxels }) * 0x1p-24
    }

    private func additions(_ ofConvolution: (Convolution) -> Int) -> Int {
        (graph.encoders.map(\.nodes) + [graph.decoder]).joined().reduce(0) { sum, node in
            switch node.operation {
            case .convolution(let c), .transposedConvolution(let c): sum + ofConvolution(c)
            case .instanceNorm, .batchNorm: sum + extent.voxels
            case .resize: sum + 8
            case .globalMean: sum + extent.voxels
            case .leakyReLU, .dropout, .maxPool, .spread, .add, .concatenate, .impute: sum
            }
        }
    }

    private func fanInBound(_ parameter: Parameter) -> Float { (3 / Float(parameter.count / parameter.shape[0])).squareRoot() }
}
