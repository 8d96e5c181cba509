import Networks
import Tensors
import Testing

@Suite struct ServingTests {
    private let norm = BatchNorm(channels: 2, name: "norm")
    private let convolution = Convolution(inputChannels: 1, outputChannels: 2, kernel: Triple(1), weight: "w")

    private func graph(_ nodes: [Node], distilled: String) -> Graph {
        Graph(modalities: 1, encoders: [.init(channels: 1, nodes: nodes)],
              decoder: [Node("all", .impute(Impute(tap: distilled))),
                        Node("head", .convolution(Convolution(inputChannels: 2, outputChannels: 1, kernel: Triple(1), weight: "h")), ["all"])],
              distilled: distilled)
    }

    private let weights: [String: [Float]] = ["w": [3, 5], "h": [1, 1], "norm.weight": [2, 1], "norm.bias": [1, -1], "norm.running_mean": [4, 0.5],
                                              "norm.running_var": [4 - 1e-5, 1 - 1e-5]]

    /// (3x − 4) / 2 · 2 + 1 = 3x − 3; (5x − 0.5) / 1 − 1 = 5x − 1.5.
    @Test func foldsANormIntoItsConvolution() throws {
        let graph = graph([Node("conv", .convolution(convolution), [Node.image]), Node("norm", .batchNorm(norm), ["conv"]),
                           Node("drop", .dropout(Dropout(rate: 0.5)), ["norm"])], distilled: "drop")
        let (served, folded) = try graph.served { weights[$0]! }
        #expect(served.encoders[0].nodes.map(\.name) == ["conv"] && served.distilled == "conv")
        #expect(served.decoder[0].operation == .impute(Impute(tap: "conv")))
        guard case .convolution(let convolution) = served.encoders[0].nodes[0].operation else { return #expect(Bool(false)) }
        #expect(folded.keys.sorted() == ["h", "norm.bias", "w"] && convolution.bias == "norm.bias")
        for (found, expected) in zip(folded["w"]! + folded["norm.bias"]!, [3, 5, -3, -1.5] as [Float]) { #expect(abs(found - expected) < 1e-5) }
        #expect(throws: Never.self) { try served.checkServable() }
    }

    @Test func refusesANormThatNoConvolutionCanTakeIn() {
        let ofPool = graph([Node("conv", .convolution(convolution), [Node.image]), Node("act", .leakyReLU(LeakyReLU()), ["conv"]),
                            Node("norm", .batchNorm(norm), ["act"])], distilled: "norm")
        #expect(throws: GraphError.unfoldableNorm(node: "norm", input: "act")) { try ofPool.served { weights[$0]! } }
        let shared = graph([Node("conv", .convolution(convolution), [Node.image]), Node("norm", .batchNorm(norm), ["conv"]),
                            Node("act", .leakyReLU(LeakyReLU()), ["conv"])], distilled: "norm")
        #expect(throws: GraphError.unfoldableNorm(node: "norm", input: "conv")) { try shared.served { weights[$0]! } }
    }

    @Test func refusesOddNumbers() {
        func error(_ operation: Operation) -> GraphError? {
            let graph = graph([Node("conv", .convolution(convolution), [Node.image]), Node("odd", operation, ["conv"])], distilled: "odd")
            do throws(GraphError) { _ = try graph.shapes(for: Extent(1, 1, 2)) } catch { return error }
            return nil
        }
        #expect(error(.dropout(Dropout(rate: 1))) == .unfitNumber(node: "odd", field: "rate", found: 1, expected: "0 to below 1"))
        #expect(error(.batchNorm(BatchNorm(channels: 3, name: "n"))) == .channelMismatch(node: "odd", found: 2, expected: 3))
        #expect(error(.batchNorm(norm)) == nil)
    }
}
