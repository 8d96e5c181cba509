import CKernels
import Kernels
import Testing

/// Pooling and its gradient, each instruction set against scalar, bit for bit: inputs, scales and shifts are small
/// multiples of a power of two, so that nothing is rounded and many windows hold their largest value twice.
@Suite struct MaxPoolTests {
    static let sizes = [[1, 1, 1], [2, 2, 2], [1, 2, 3], [3, 1, 1]]

    @Test(arguments: KernelTable.vectorSets, sizes) func agreesWithScalar(isa: InstructionSet, size: [Int]) {
        for pool in Pool.all(size) { #expect(pool.pooled(isa) == pool.pooled(.scalar), "\(pool.extent), slope \(pool.slope)") }
    }

    @Test(arguments: KernelTable.vectorSets, sizes) func gradientAgreesWithScalar(isa: InstructionSet, size: [Int]) {
        for pool in Pool.all(size) { #expect(pool.gradient(isa) == pool.gradient(.scalar), "\(pool.extent), slope \(pool.slope)") }
    }

    @Test(arguments: KernelTable.vectorSets) func overlappingAndPaddedWindowsAgreeWithScalar(isa: InstructionSet) {
        for (size, stride, padding) in [([3, 3, 3], [2, 2, 2], [1, 1, 1]), ([4, 2, 3], [3, 2, 1], [2, 1, 1]), ([5, 2, 2], [1, 1, 2], [2, 0, 1])] {
            for extent in [[2, 3, 5], [1, 2, 9]] {
                var pool = Pool(size: size, extent: extent, isNormalised: true, slope: 0.25)
                (pool.stride, pool.padding) = (stride, padding)
                #expect(pool.pooled(isa) == pool.pooled(.scalar), "\(size), \(stride), \(padding), \(extent)")
                #expect(pool.pooled(isa).allSatisfy { $0.isFinite })
            }
        }
    }

    /// Its numbers are the same in both formats.
    @Test(arguments: InstructionSet.supported, sizes) func readsBfloat16(isa: InstructionSet, size: [Int]) {
        for pool in Pool.all(size) { #expect(pool.pooled(isa, MK_BF16) == pool.pooled(isa), "\(pool.extent), slope \(pool.slope)") }
    }

    @Test(arguments: InstructionSet.supported) func gradientGoesToTheFirstLargestValue(isa: InstructionSet) {
        var pool = Pool(size: [1, 2, 2], extent: [1, 1, 1], isNormalised: false, slope: 1)
        pool.x = [0, 7, 7, 7].flatMap { Array(repeating: Float($0), count: 16) }
        let added = zip(pool.gradient(isa), Pool.before(64)).map { $0 - $1 }
        #expect(added.enumerated().allSatisfy { ($0.offset / 16 == 1) == ($0.element != 0) })
    }
}

private struct Pool {
    let size, extent: [Int]
    let isNormalised: Bool
    let slope: Float
    var x: [Float]
    /// Size and none unless set.
    var stride, padding: [Int]

    init(size: [Int], extent: [Int], isNormalised: Bool, slope: Float) {
        (self.size, self.extent, self.isNormalised, self.slope) = (size, extent, isNormalised, slope)
        (stride, padding) = (size, [0, 0, 0])
        x = Pool.steps((0..<3).reduce(16) { $0 * size[$1] * extent[$1] }, seed: 31)
    }

    static func all(_ size: [Int]) -> [Pool] {
        [[1, 1, 1], [2, 3, 5], [1, 2, 17]].flatMap { extent in
            [false, true].flatMap { isNormalised in
                [Float(1), 0.25, 0, -0.5].map { Pool(size: size, extent: extent, isNormalised: isNormalised, slope: $0) }
            }
        }
    }

    /// What the gradient is added to.
    static func before(_ count: Int) -> [Float] { steps(count, seed: 35) }

    func pooled(_ isa: InstructionSet, _ format: mk_format = MK_F32) -> [Float] {
        let narrow = KernelTable.narrowed(x, .scalar)
        return KernelTable.written(Array(repeating: .nan, count: extent.reduce(16, *))) { out in
            call { call in
                call.out = out
                narrow.withUnsafeBytes { narrow in
                    if format == MK_BF16 { (call.x, call.format) = (narrow.baseAddress, format) }
                    KernelTable.kernels(isa).max_pool(&call)
                }
            }
        }
    }

    func gradient(_ isa: InstructionSet) -> [Float] {
        var out = pooled(isa)
        let gradient = Pool.steps(out.count, seed: 34).map { $0 + 8 }
        return KernelTable.written(Pool.before(x.count)) { target in
            out.withUnsafeMutableBufferPointer { out in gradient.withUnsafeBufferPointer { gradient in
                call { call in
                    (call.out, call.out_gradient, call.x_gradient) = (out.baseAddress, gradient.baseAddress, target)
                    KernelTable.kernels(isa).max_pool_gradient(&call)
                }
            } }
        }
    }

    private func call(_ body: (inout mk_max_pool) -> Void) {
        let scale = Pool.steps(16, seed: 32), shift = Pool.steps(16, seed: 33)
        x.withUnsafeBufferPointer { x in scale.withUnsafeBufferPointer { scale in shift.withUnsafeBufferPointer { shift in
            var call = mk_max_pool()
            call.x = UnsafeRawPointer(x.baseAddress)
            call.source = (size[0] * extent[0], size[1] * extent[1], size[2] * extent[2])
            call.size = (size[0], size[1], size[2])
            call.stride = (stride[0], stride[1], stride[2])
            call.padding = (padding[0], padding[1], padding[2])
            if isNormalised { (call.scale, call.shift) = (scale.baseAddress, shift.baseAddress) }
            call.slope = slope
            (call.depth, call.height, call.width) = (extent[0], extent[1], extent[2])
            body(&call)
        } } }
    }

    /// Multiples of ½ from −2 to 2.
    private static func steps(_ count: Int, seed: UInt64) -> [Float] { KernelTable.random(count, seed: seed, -4.5...4.5).map { $0.rounded() / 2 } }
}
