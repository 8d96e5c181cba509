import Inference
import Kernels
import Networks
import Tensors
import TestSupport
import Testing

/// First features that are computed anew where they are read. That they are right is what `OperationTests` shows: these say where that happens.
@Suite struct RecomputationTests {
    @Test func theTableHoldsPrograms() throws {
        let names = try OperationCase.all.filter { try storages(of: $0, .all(of: $0.graph.modalities)).contains("recomputed") }.map(\.name)
        #expect(names.count >= 3, "\(names)")
    }

    @Test(arguments: Precision.allCases, InstructionSet.supported) func aNetworkOfFourModalitiesKeepsNoFirstFeature(precision: Precision, isa: InstructionSet) throws {
        let c = OperationCase(name: "U-Net", graph: UNet3D(widths: [18, 32], modalities: 4, outputs: 3).graph, extent: Extent(6, 32, 26))
        let subset = ModalitySubset.all(of: 4), weights = c.weights
        #expect(try storages(of: c, subset, precision).filter { $0 == "recomputed" }.count == 4)
        let machine = Machine(instructionSet: isa, threads: 2)
        let plan = try Plan(c.graph, weights: { weights[$0]! }, subset: subset, extent: c.extent, precision: precision, machine: machine)
        let output = Tensor(plan.outputShape, layout: .planar)
        plan.run(c.images(subset), into: output)
        let expected = c.reference.run(c.images(subset).mapValues(ReferenceValue.init)).output
        let worst = zip(output.planarElements(), expected.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
        #expect(worst <= (precision == .fp32 ? c.tolerance : 0.05) * expected.largestMagnitude, "off by \(worst)")
    }

    @Test func multiplyAddsCountEveryTime() throws {
        let c = OperationCase(name: "U-Net", graph: UNet3D(widths: [16, 32], modalities: 4, outputs: 3).graph, extent: Extent(8, 32, 32))
        let steps = try plan(c, .all(of: 4)).explanation.steps
        let step = try #require(steps.first { $0.node == "encoder.0.conv2" })
        // 4×2 boxes of 2×8 tiles in 4 planes: each loads 6 planes of 10×34 voxels, 27 taps for 16 channels.
        let anew = 8 * 6 * 10 * 34 * 27 * 16
        #expect(step.multiplyAddsRun == step.multiplyAddsFolded / 4 + anew)
        #expect(steps.first { $0.node == "encoder.0.conv1" }?.bytesWritten == 0)
    }

    private func storages(of c: OperationCase, _ subset: ModalitySubset, _ precision: Precision = .fp32) throws -> [String] {
        try plan(c, subset, precision).explanation.buffers.map(\.storage)
    }

    private func plan(_ c: OperationCase, _ subset: ModalitySubset, _ precision: Precision = .fp32) throws -> Plan {
        let weights = c.weights
        return try Plan(c.graph, weights: { weights[$0]! }, subset: subset, extent: c.extent, precision: precision, machine: Machine(threads: 2))
    }
}
