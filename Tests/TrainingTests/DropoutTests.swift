import Kernels
import Networks
import Tensors
import Testing
import Training

@Suite struct DropoutTests {
    /// Two channels of ones go through dropout to a sum: the output counts what is kept.
    private let graph = Graph(
        modalities: 1,
        encoders: [.init(channels: 1, nodes: [Node("one", .convolution(Convolution(inputChannels: 1, outputChannels: 2, kernel: Triple(1), weight: "w")), [Node.image]),
                                              Node("drop", .dropout(Dropout(rate: 0.25)), ["one"])])],
        decoder: [Node("all", .impute(Impute(tap: "drop"))),
                  Node("head", .convolution(Convolution(inputChannels: 2, outputChannels: 1, kernel: Triple(1), weight: "h")), ["all"])],
        distilled: "one")

    private func pass(_ mode: PassMode) throws -> (pass: Pass, parameters: ParameterValues) {
        var parameters = ParameterValues(zerosFor: try graph.parameters())
        (parameters["w"], parameters["h"]) = ([1, 1], [1, 1])
        let image = Tensor(Shape(1, 1, 1, 2000), Array(repeating: 1, count: 2000))
        return (try Differentiator(graph: graph, machine: Machine(threads: 1)).forward([0: image], parameters, mode: mode), parameters)
    }

    @Test func keepsTheMeanAndLeavesAShareOut() throws {
        let found = try pass(.training(seed: 3)).pass.output.planarElements()
        let values = Set(found)
        #expect(values.count == 3 && values.contains(0) && abs(values.max()! - 8 / 3) < 1e-5)
        // The mean of 4,000 draws has a standard deviation of 0.009.
        #expect(abs(found.reduce(0, +) / 4000 - 1) < 0.05)
    }

    @Test func passesEverythingOnInEvaluation() throws { #expect(Set(try pass(.evaluation).pass.output.planarElements()) == [2]) }

    @Test func drawsFromItsSeed() throws {
        let first = try pass(.training(seed: 3)).pass.output.planarElements()
        #expect(try pass(.training(seed: 3)).pass.output.planarElements() == first)
        #expect(try pass(.training(seed: 4)).pass.output.planarElements() != first)
    }

    /// y = Σ m_c · w_c · x / 0.75, so dy/dw_c is the sum of what was kept: the two gradients add up to the output's sum.
    @Test func gradientsFlowThroughWhatWasKept() throws {
        let (pass, parameters) = try pass(.training(seed: 3))
        let sum = pass.output.planarElements().reduce(0, +)
        let gradient = pass.makeOutputGradient()
        gradient.storage.update(repeating: 0)
        for voxel in 0..<2000 { gradient.base[voxel * Layout.block] = 1 }
        var gradients = ParameterValues(zerosFor: parameters.parameters)
        pass.backward(output: gradient, featureGradients: [:], addingTo: &gradients)
        #expect(abs(gradients["w"].reduce(0, +) - sum) < 1e-2 && gradients["w"][0] != gradients["w"][1])
    }
}
