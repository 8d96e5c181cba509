import CKernels
import Kernels
import Testing

/// Sums and enlargements, each instruction set against scalar.
@Suite struct SumAndResizeTests {
    @Test(arguments: KernelTable.vectorSets, [1, 3, 17]) func sumsAgreeWithScalar(isa: InstructionSet, voxels: Int) {
        for (isNormalised, slopes) in [(false, (Float(1), Float(1))), (true, (0.25, 1)), (false, (0, -0.5)), (true, (1, 0.01))] {
            #expect(sum(isa, voxels, isNormalised, slopes) == sum(.scalar, voxels, isNormalised, slopes))
        }
    }

    @Test(arguments: KernelTable.vectorSets) func aSumMayReplaceAnAddend(isa: InstructionSet) {
        let a = KernelTable.random(48, seed: 41), b = KernelTable.random(48, seed: 42)
        let sums = b.withUnsafeBufferPointer { b in
            KernelTable.written(a) { a in
                var call = mk_add(a: mk_addend(x: a, scale: nil, shift: nil, slope: 1), b: mk_addend(x: b.baseAddress, scale: nil, shift: nil, slope: 1), out: a, voxels: 3)
                KernelTable.kernels(isa).add(&call)
            }
        }
        #expect(sums == zip(a, b).map { $0 + $1 })
    }

    @Test(arguments: KernelTable.vectorSets, [[1, 2, 2], [3, 1, 4], [2, 5, 1]]) func resizesAgreeWithScalar(isa: InstructionSet, factor: [Int]) {
        for source in [[1, 1, 1], [2, 3, 4], [3, 1, 5]] {
            let nearest = zip(resize(isa, source, factor, linear: 0), resize(.scalar, source, factor, linear: 0))
            #expect(nearest.allSatisfy { $0 == $1 })
            let linear = zip(resize(isa, source, factor, linear: 1), resize(.scalar, source, factor, linear: 1))
            #expect(linear.allSatisfy { abs($0 - $1) <= 0x1p-21 })
        }
    }

    private func sum(_ isa: InstructionSet, _ voxels: Int, _ isNormalised: Bool, _ slopes: (Float, Float)) -> [Float] {
        let a = steps(16 * voxels, seed: 43), b = steps(16 * voxels, seed: 44), scale = steps(16, seed: 45), shift = steps(16, seed: 46)
        return KernelTable.written(Array(repeating: .nan, count: 16 * voxels)) { out in
            a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { b in scale.withUnsafeBufferPointer { scale in shift.withUnsafeBufferPointer { shift in
                let first = mk_addend(x: a.baseAddress, scale: isNormalised ? scale.baseAddress : nil, shift: isNormalised ? shift.baseAddress : nil, slope: slopes.0)
                var call = mk_add(a: first, b: mk_addend(x: b.baseAddress, scale: nil, shift: nil, slope: slopes.1), out: out, voxels: voxels)
                KernelTable.kernels(isa).add(&call)
            } } } }
        }
    }

    private func resize(_ isa: InstructionSet, _ source: [Int], _ factor: [Int], linear: Int32) -> [Float] {
        let x = KernelTable.random(source.reduce(16, *), seed: 47)
        return KernelTable.written(Array(repeating: .nan, count: zip(source, factor).reduce(16) { $0 * $1.0 * $1.1 })) { out in
            x.withUnsafeBufferPointer { x in
                var call = mk_resize(x: x.baseAddress, source: (source[0], source[1], source[2]), factor: (factor[0], factor[1], factor[2]), linear: linear,
                                     first_depth: 0, depth: source[0] * factor[0], out: out)
                KernelTable.kernels(isa).resize(&call)
            }
        }
    }

    /// Multiples of ½ from −2 to 2.
    private func steps(_ count: Int, seed: UInt64) -> [Float] { KernelTable.random(count, seed: seed, -4.5...4.5).map { $0.rounded() / 2 } }
}
