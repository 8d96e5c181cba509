import CKernels
import Kernels
import Testing

/// Numbers rounded to bfloat16, and kernels that read it.
@Suite struct NarrowTests {
    @Test(arguments: InstructionSet.supported) func roundsToTheNearestTiesToEven(isa: InstructionSet) {
        let pairs: [(Float, Float)] = [
            (0, 0), (-0.0, -0.0), (1, 1), (-2.5, -2.5), (1 + 0x1p-8, 1), (1 + 3 * 0x1p-8, 1 + 0x1p-6), (1 + 0x1p-8 + 0x1p-20, 1 + 0x1p-7),
            (-1 - 0x1p-8, -1), (1 + 0x1p-9, 1), (.infinity, .infinity), (-.infinity, -.infinity), (0x1p-126, 0x1p-126), (0x1p100 + 0x1p93, 0x1p100 + 0x1p93),
            (.greatestFiniteMagnitude, .infinity), (2 - 0x1p-9, 2), (0x1p-133, 0x1p-133),
        ]
        let found = KernelTable.widened(KernelTable.narrowed(pairs.map { $0.0 }, isa)), expected = pairs.map { $0.1.bitPattern }
        #expect(found.map { $0.bitPattern } == expected)
        #expect(KernelTable.widened(KernelTable.narrowed(Array(repeating: .nan, count: 16), isa)).allSatisfy { $0.isNaN })
    }

    @Test(arguments: InstructionSet.supported, [0, 16, 48, 336]) func isWithinHalfAStep(isa: InstructionSet, count: Int) {
        let x = KernelTable.random(count, seed: 61, -1000...1000)
        let narrow = KernelTable.narrowed(x, isa)
        #expect(narrow == KernelTable.narrowed(x, .scalar))
        #expect(zip(KernelTable.widened(narrow), x).allSatisfy { abs($0 - $1) <= 0x1p-8 * abs($1) })
    }
}

extension KernelTable {
    /// The numbers as bfloat16; what lies behind the last stays as it was.
    static func narrowed(_ numbers: [Float], _ isa: InstructionSet) -> [UInt16] {
        var result = [UInt16](repeating: 0xABCD, count: numbers.count + 32)
        kernels(isa).narrow(&result, numbers, numbers.count)
        #expect(result.suffix(32).allSatisfy { $0 == 0xABCD }, "wrote outside its output")
        return Array(result.dropLast(32))
    }

    static func widened(_ numbers: [UInt16]) -> [Float] { numbers.map { Float(bitPattern: UInt32($0) << 16) } }
}
