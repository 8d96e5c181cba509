import CKernels
import Kernels
import Testing

/// Both convolution kernels of each instruction set against scalar.
@Suite struct ConvolveTests {
    @Test(arguments: KernelTable.vectorSets, 1...5) func convolveAgreesWithScalar(isa: InstructionSet, blocks: Int) {
        for window in Window.all {
            for hasInitial in [true, false] {
                let outputs = isa.bothWith { convolved($0, window, blocks: blocks, hasInitial: hasInitial) }
                // Products of numbers below 1, summed one by one.
                expectClose(outputs.found, outputs.expected, within: Float(window.taps * window.channels + 1) * 0x1p-22, "\(window), initial: \(hasInitial)")
            }
        }
    }

    @Test(arguments: KernelTable.vectorSets, 1...3) func weightGradientAgreesWithScalar(isa: InstructionSet, blocks: Int) {
        for window in Window.all {
            let gradients = isa.bothWith { weightGradient($0, window, blocks: blocks) }
            expectClose(gradients.found, gradients.expected, within: Float(window.voxels + 1) * 0x1p-22, "\(window)")
        }
    }

    /// The output's voxels, rows, planes and blocks lie apart; what lies between must stay.
    private func convolved(_ isa: InstructionSet, _ window: Window, blocks: Int, hasInitial: Bool) -> [Float] {
        let place = Place(window, blocks: blocks)
        let weights = KernelTable.random(blocks * place.weightsBlock, seed: 12), initial = KernelTable.random(blocks * 16, seed: 13), slab = window.slab
        return KernelTable.written(KernelTable.random(place.count, seed: 14)) { out in
            slab.withUnsafeBufferPointer { slab in weights.withUnsafeBufferPointer { weights in initial.withUnsafeBufferPointer { initial in
                var call = mk_convolve(window: window.callee(slab.baseAddress), weights: weights.baseAddress, weights_block: place.weightsBlock,
                                       initial: hasInitial ? initial.baseAddress : nil, out: out, out_voxel: place.voxel, out_row: place.row,
                                       out_plane: place.plane, out_block: place.block, blocks: blocks)
                KernelTable.kernels(isa).convolve(&call)
            } } }
        }
    }

    private func weightGradient(_ isa: InstructionSet, _ window: Window, blocks: Int) -> [Float] {
        let place = Place(window, blocks: blocks)
        let gradient = KernelTable.random(place.count, seed: 15), slab = window.slab
        return KernelTable.written(KernelTable.random(blocks * place.weightsBlock, seed: 16)) { weights in
            slab.withUnsafeBufferPointer { slab in gradient.withUnsafeBufferPointer { gradient in
                var call = mk_convolve_weight_gradient(window: window.callee(slab.baseAddress), gradient: gradient.baseAddress, gradient_voxel: place.voxel,
                                                       gradient_row: place.row, gradient_plane: place.plane, gradient_block: place.block, blocks: blocks,
                                                       weights: weights, weights_block: place.weightsBlock)
                KernelTable.kernels(isa).convolve_weight_gradient(&call)
            } }
        }
    }

    /// Strides with a gap after every voxel, row, plane and block.
    private struct Place {
        let weightsBlock, voxel, row, plane, block, count: Int

        init(_ window: Window, blocks: Int) {
            weightsBlock = window.taps * window.channels * 16 + 16
            voxel = 32
            row = window.extent[2] * voxel + 16
            plane = window.extent[1] * row + 16
            block = window.extent[0] * plane + 16
            count = blocks * block
        }
    }
}

extension InstructionSet {
    /// What a computation gives with this instruction set, and what is right.
    func bothWith<Result>(_ compute: (InstructionSet) -> Result) -> (found: Result, expected: Result) { (compute(self), compute(.scalar)) }
}
