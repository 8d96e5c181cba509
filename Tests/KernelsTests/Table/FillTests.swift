import CKernels
import Kernels
import Testing

@Suite struct FillTests {
    /// The slab's first voxel and extent over a source of 3×4×37: inside, over each edge, around all, and apart.
    static let boxes: [(first: [Int], extent: [Int])] = [
        ([0, 0, 0], [3, 4, 37]), ([1, 1, 5], [1, 2, 19]), ([-1, -1, -1], [5, 6, 39]), ([-2, 0, 30], [4, 3, 17]), ([2, 3, -9], [1, 1, 10]),
        ([0, 0, 36], [2, 2, 1]), ([5, 0, 0], [2, 2, 3]), ([0, 0, 50], [1, 2, 5]), ([0, 0, -8], [1, 1, 5]),
    ]

    @Test(arguments: KernelTable.vectorSets, [16, 1]) func agreesWithScalar(isa: InstructionSet, lanes: Int) {
        let source = KernelTable.random(3 * 4 * 37 * lanes, seed: 1)
        let scale = KernelTable.random(lanes, seed: 2), shift = KernelTable.random(lanes, seed: 3)
        for (first, extent) in FillTests.boxes {
            for isNormalised in [false, true] {
                for slope: Float in [1, 0.01, 0] {
                    func filled(_ isa: InstructionSet) -> [Float] {
                        KernelTable.written(Array(repeating: .nan, count: extent.reduce(lanes, *))) { slab in
                            source.withUnsafeBufferPointer { source in scale.withUnsafeBufferPointer { scale in shift.withUnsafeBufferPointer { shift in
                                var fill = mk_fill(source: source.baseAddress, format: MK_F32, depth: 3, height: 4, width: 37, lanes: lanes, first_depth: first[0],
                                                   first_height: first[1], first_width: first[2], slab: slab, slab_depth: extent[0], slab_height: extent[1],
                                                   slab_width: extent[2], scale: isNormalised ? scale.baseAddress : nil,
                                                   shift: isNormalised ? shift.baseAddress : nil, slope: slope)
                                KernelTable.kernels(isa).fill(&fill)
                            } } }
                        }
                    }
                    // A product and a sum of numbers below 1, rounded once or twice.
                    expectClose(filled(isa), filled(.scalar), within: isNormalised ? 0x1p-23 : 0, "\(first) \(extent), slope \(slope)")
                }
            }
        }
    }

    /// As float32 of the same numbers.
    @Test(arguments: InstructionSet.supported, [false, true]) func readsBfloat16(isa: InstructionSet, isNormalised: Bool) {
        let narrow = KernelTable.narrowed(KernelTable.random(3 * 4 * 37 * 16, seed: 1), .scalar)
        let wide = KernelTable.widened(narrow), scale = KernelTable.random(16, seed: 2), shift = KernelTable.random(16, seed: 3)
        for (first, extent) in FillTests.boxes {
            func filled(_ source: UnsafeRawPointer, _ format: mk_format) -> [Float] {
                KernelTable.written(Array(repeating: .nan, count: extent.reduce(16, *))) { slab in
                    scale.withUnsafeBufferPointer { scale in shift.withUnsafeBufferPointer { shift in
                        var fill = mk_fill(source: source, format: format, depth: 3, height: 4, width: 37, lanes: 16, first_depth: first[0],
                                           first_height: first[1], first_width: first[2], slab: slab, slab_depth: extent[0], slab_height: extent[1],
                                           slab_width: extent[2], scale: isNormalised ? scale.baseAddress : nil,
                                           shift: isNormalised ? shift.baseAddress : nil, slope: 0.25)
                        KernelTable.kernels(isa).fill(&fill)
                    } }
                }
            }
            #expect(filled(narrow, MK_BF16) == filled(wide, MK_F32), "\(first) \(extent)")
        }
    }
}
