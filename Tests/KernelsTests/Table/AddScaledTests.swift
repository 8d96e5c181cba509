import Kernels
import Testing

@Suite struct AddScaledTests {
    @Test(arguments: KernelTable.vectorSets, [0, 16, 48, 336]) func agreesWithScalar(isa: InstructionSet, count: Int) {
        let x = KernelTable.random(count, seed: 41)
        let sums = isa.bothWith { isa in KernelTable.written(KernelTable.random(count, seed: 42)) { KernelTable.kernels(isa).add_scaled($0, x, 0.7, count) } }
        expectClose(sums.found, sums.expected, within: 0x1p-23, "\(count)")
        #expect(count == 0 || sums.expected != KernelTable.random(count, seed: 42))
    }

    @Test(arguments: InstructionSet.supported) func kernelsSayWhichInstructionsTheyUse(isa: InstructionSet) {
        #expect(String(cString: KernelTable.kernels(isa).isa) == isa.rawValue)
    }
}
