import CKernels
import Kernels
import Networks
import Tensors

/// What all operations of one pass share: the machine, recycled memory, kernels made once, and the imputation.
final class PassContext {
    let machine: Machine
    let memory: MemoryPool
    let kernels: KernelCache
    let folding: ImputationFolding

    init(machine: Machine, memory: MemoryPool, kernels: KernelCache, folding: ImputationFolding) {
        self.machine = machine
        self.memory = memory
        self.kernels = kernels
        self.folding = folding
    }

    /// y += x, for blocked tensors of one shape.
    func add(_ x: Tensor, to y: Tensor) {
        forEachSlice(of: y.shape) { range in
            machine.kernels.add_scaled(y.base + range.lowerBound, x.base + range.lowerBound, 1, range.count)
        }
    }

    func zero(_ tensor: Tensor) {
        forEachSlice(of: tensor.shape) { (tensor.base + $0.lowerBound).update(repeating: 0, count: $0.count) }
    }

    /// Runs `body` on all threads over ranges of floats that cover a blocked tensor and never cross a block.
    func forEachSlice(of shape: Shape, _ body: (Range<Int>) -> Void) {
        let (blocks, planes) = (Layout.blocks(shape.channels), shape.extent.depth)
        let plane = shape.extent.height * shape.extent.width * Layout.block
        machine.run(blocks * planes) { task, _ in body(task * plane..<(task + 1) * plane) }
    }
}

/// Convolution kernels by geometry, so that a pass does not cut the same tiles again.
final class KernelCache {
    private var forward: [Key: ConvolutionKernel] = [:]
    private var weightGradient: [Key: ConvolutionWeightGradient] = [:]

    private struct Key: Hashable {
        let geometry: ConvolutionGeometry
        let blocks: Int
    }

    func convolution(_ geometry: ConvolutionGeometry, outputBlocks: Int, _ machine: Machine) -> ConvolutionKernel {
        let key = Key(geometry: geometry, blocks: outputBlocks)
        if let kernel = forward[key] { return kernel }
        let kernel = ConvolutionKernel(geometry, outputBlocks: outputBlocks)
        machine.reserveScratch(kernel.scratch)
        forward[key] = kernel
        return kernel
    }

    func weightGradient(_ geometry: ConvolutionGeometry, inputBlocks: Int, _ machine: Machine) -> ConvolutionWeightGradient {
        let key = Key(geometry: geometry, blocks: inputBlocks)
        if let kernel = weightGradient[key] { return kernel }
        let kernel = ConvolutionWeightGradient(geometry, inputBlocks: inputBlocks)
        machine.reserveScratch(kernel.scratch)
        weightGradient[key] = kernel
        return kernel
    }
}
