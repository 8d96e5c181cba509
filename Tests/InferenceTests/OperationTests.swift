import Inference
import Kernels
import Networks
import Tensors
import TestSupport
import Testing

/// The engine against the reference on the table of operation cases.
@Suite struct OperationTests {
    @Test(arguments: OperationCase.all, InstructionSet.supported) func agreesWithTheReference(on c: OperationCase, isa: InstructionSet) throws {
        for subset in c.subsets {
            let expected = c.reference.run(c.images(subset).mapValues(ReferenceValue.init)).output
            let plan = try plan(c, subset, Machine(instructionSet: isa, threads: 2))
            // The second run finds the arena full of the first one's values.
            for run in 1...2 {
                let found = output(of: plan, c, subset)
                let worst = zip(found, expected.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
                #expect(worst <= c.tolerance * expected.largestMagnitude, "subset \(subset.indices), run \(run): off by \(worst)")
            }
        }
    }

    /// Values of 8 bits between layers: a rounding error of 2⁻⁹ in each, which norms over few voxels enlarge.
    @Test(arguments: OperationCase.all, InstructionSet.supported) func isNearTheReferenceInBfloat16(on c: OperationCase, isa: InstructionSet) throws {
        for subset in c.subsets {
            let expected = c.reference.run(c.images(subset).mapValues(ReferenceValue.init)).output
            let found = output(of: try plan(c, subset, Machine(instructionSet: isa, threads: 2), .bf16), c, subset)
            let worst = zip(found, expected.elements).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
            #expect(worst <= 0.05 * expected.largestMagnitude, "subset \(subset.indices): off by \(worst) of \(expected.largestMagnitude)")
        }
    }

    @Test(arguments: OperationCase.all, InstructionSet.supported) func threadsChangeNoBit(on c: OperationCase, isa: InstructionSet) throws {
        for (subset, precision) in c.subsets.flatMap({ subset in Precision.allCases.map { (subset, $0) } }) {
            let one = output(of: try plan(c, subset, Machine(instructionSet: isa, threads: 1), precision), c, subset)
            for threads in [2, 3, 7] {
                #expect(output(of: try plan(c, subset, Machine(instructionSet: isa, threads: threads), precision), c, subset) == one, "\(precision)")
            }
        }
    }

    private func plan(_ c: OperationCase, _ subset: ModalitySubset, _ machine: Machine, _ precision: Precision = .fp32) throws(GraphError) -> Plan {
        let weights = c.weights
        return try Plan(c.graph, weights: { weights[$0]! }, subset: subset, extent: c.extent, precision: precision, machine: machine)
    }

    private func output(of plan: Plan, _ c: OperationCase, _ subset: ModalitySubset) -> [Float] {
        let output = Tensor(plan.outputShape, layout: .planar)
        plan.run(c.images(subset), into: output)
        return output.planarElements()
    }
}
