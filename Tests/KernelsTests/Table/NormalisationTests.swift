import CKernels
import Kernels
import Testing

/// Sums over boxes and the gradient of instance norm, each instruction set against scalar.
@Suite struct NormalisationTests {
    /// Around the 64 voxels that a vector kernel sums in single precision.
    static let counts = [1, 2, 7, 63, 64, 65, 130]

    @Test(arguments: KernelTable.vectorSets, [[1, 1, 1], [2, 3, 5], [3, 1, 17], [1, 4, 70]]) func boxSumsAgreeWithScalar(isa: InstructionSet, box: [Int]) {
        let (row, plane) = ((box[2] + 2) * 16, (box[1] + 1) * (box[2] + 2) * 16)
        let x = KernelTable.random(box[0] * plane, seed: 21)
        let sums = isa.bothWith { isa in
            KernelTable.written([Double](repeating: 3, count: 32)) { KernelTable.kernels(isa).box_sums(x, row, plane, box[0], box[1], box[2], $0) }
        }
        // Numbers below 1, in single precision along a row.
        expectClose(sums.found, sums.expected, within: Double(box[0] * box[1] * box[2] * box[2]) * 0x1p-23, "\(box)")
        #expect(sums.expected.allSatisfy { $0 != 3 })
    }

    @Test(arguments: KernelTable.vectorSets, counts) func gradientSumsAgreeWithScalar(isa: InstructionSet, voxels: Int) {
        let norm = Norm(voxels: voxels)
        for slope: Float in [1, 0.01] {
            let sums = isa.bothWith { isa in
                KernelTable.written([Double](repeating: 3, count: 32)) { sums in
                    norm.call(slope) { call, _ in KernelTable.kernels(isa).norm_gradient_sums(&call, sums) }
                }
            }
            expectClose(sums.found, sums.expected, within: Double(voxels) * 64 * 0x1p-21, "slope \(slope)")
        }
    }

    @Test(arguments: KernelTable.vectorSets, counts) func gradientAgreesWithScalar(isa: InstructionSet, voxels: Int) {
        let norm = Norm(voxels: voxels)
        let mean = KernelTable.random(16, seed: 28), product = KernelTable.random(16, seed: 29)
        for slope: Float in [1, 0.01] {
            let gradients = isa.bothWith { isa in norm.call(slope) { call, _ in KernelTable.kernels(isa).norm_gradient_apply(&call, mean, product) } }
            // Five roundings of numbers below 8.
            expectClose(gradients.found, gradients.expected, within: 5 * 8 * 0x1p-24, "slope \(slope)")
            #expect(gradients.expected != norm.gradient)
        }
    }
}

/// Seeded operands of the gradient of an instance norm.
private struct Norm {
    let voxels: Int
    let x, gradient: [Float]
    let scale = KernelTable.random(16, seed: 23), shift = KernelTable.random(16, seed: 24)
    let mean = KernelTable.random(16, seed: 25), inverse = KernelTable.random(16, seed: 26, 0.5...2)

    init(voxels: Int) {
        self.voxels = voxels
        x = KernelTable.random(voxels * 16, seed: 22)
        gradient = KernelTable.random(voxels * 16, seed: 27)
    }

    /// Runs a kernel on a copy of the gradient and returns that.
    @discardableResult
    func call(_ slope: Float, _ body: (inout mk_norm_gradient, UnsafeMutablePointer<Float>) -> Void) -> [Float] {
        KernelTable.written(gradient) { gradient in
            x.withUnsafeBufferPointer { x in scale.withUnsafeBufferPointer { scale in shift.withUnsafeBufferPointer { shift in
                mean.withUnsafeBufferPointer { mean in inverse.withUnsafeBufferPointer { inverse in
                    var call = mk_norm_gradient(x: x.baseAddress, gradient: gradient, voxels: voxels, scale: scale.baseAddress, shift: shift.baseAddress,
                                                mean: mean.baseAddress, inverse: inverse.baseAddress, slope: slope)
                    body(&call, gradient)
                } }
            } } }
        }
    }
}
