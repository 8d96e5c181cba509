import Inference
import Kernels
import Networks
import TestSupport
import Testing
import Training
import Tensors

/// The served networks of records and pictures against PyTorch's numbers, every subset, in fp32.
@Suite struct ServedRecordNetworkTests {
    @Test(arguments: RecordGolden.all, InstructionSet.supported) func givesTheLogitsOfPyTorch(golden: RecordGolden, isa: InstructionSet) throws {
        let values = try golden.values()
        let (graph, weights) = try golden.graph.served { values[$0] }
        try graph.checkServable()
        let extent = golden.axes.extent(records: golden.records)
        for subset in ModalitySubset.nonEmpty(of: graph.modalities) {
            let plan = try Plan(graph, weights: { weights[$0]! }, subset: subset, extent: extent, machine: Machine(instructionSet: isa, threads: 2))
            let output = Tensor(plan.outputShape, layout: .planar)
            plan.run(try golden.images(subset), into: output)
            let worst = zip(output.planarElements(), try golden.logits(subset)).map { abs($0 - $1) }.max()!
            #expect(worst <= 1e-5, "\(subset.indices): off by \(worst)")
        }
    }

    @Test func refusesWhatHasAMeaningInTrainingAlone() throws {
        let golden = RecordGolden.all[0], values = try golden.values()
        #expect(throws: GraphError.trainingOnly(node: "hidden0.norm", operation: "batchNorm")) {
            try Plan(golden.graph, weights: { values[$0] }, subset: .all(of: 3), extent: Extent(1, 1, 4), machine: Machine(threads: 1))
        }
    }
}
