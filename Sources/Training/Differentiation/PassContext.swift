import CKernels
import Kernels
import Networks
import Tensors

/// What all operations of one pass share: the machine, recycled memory, kernels made once, and the imputation.
final class PassContext {
    let machine: Machine
    let memory: MemoryPool
    let methods: MethodCache
    let folding: ImputationFolding
    let mode: PassMode
    /// What the batch norms of the pass found, in their order.
    var batchStatistics: [BatchStatistics] = []

    init(machine: Machine, memory: MemoryPool, methods: MethodCache, folding: ImputationFolding, mode: PassMode) {
        self.machine = machine
        self.memory = memory
        self.methods = methods
        self.folding = folding
        self.mode = mode
    }

    /// Whether an operation reads the sums that a convolution before it can gather.
    func gathersStatistics(_ operation: Operation) -> Bool {
        switch operation {
        case .instanceNorm: true
        case .batchNorm: mode != .evaluation
        default: false
        }
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

/// Ways to compute convolutions by geometry, so that a pass does not cut the same tiles again.
final class MethodCache {
    private var methods: [Key: any ConvolutionMethod] = [:]
    private var gradientMethods: [Key: any WeightGradientMethod] = [:]

    private struct Key: Hashable {
        let geometry: ConvolutionGeometry
        let inputChannels: [Int]
        let outputBlocks: Int
    }

    func method(_ geometry: ConvolutionGeometry, inputChannels: [Int], outputBlocks: Int, _ machine: Machine) -> any ConvolutionMethod {
        MethodCache.cached(&methods, Key(geometry: geometry, inputChannels: inputChannels, outputBlocks: outputBlocks), machine, scratch: \.scratch) {
            geometry.method(inputChannels: inputChannels, outputBlocks: outputBlocks)
        }
    }

    func weightGradientMethod(_ geometry: ConvolutionGeometry, inputChannels: [Int], outputBlocks: Int, _ machine: Machine) -> any WeightGradientMethod {
        MethodCache.cached(&gradientMethods, Key(geometry: geometry, inputChannels: inputChannels, outputBlocks: outputBlocks), machine, scratch: \.scratch) {
            geometry.weightGradientMethod(inputChannels: inputChannels, outputBlocks: outputBlocks)
        }
    }

    private static func cached<Method>(_ known: inout [Key: Method], _ key: Key, _ machine: Machine, scratch: (Method) -> Int, make: () -> Method) -> Method {
        if let method = known[key] { return method }
        let method = make()
        machine.reserveScratch(scratch(method))
        known[key] = method
        return method
    }
}
