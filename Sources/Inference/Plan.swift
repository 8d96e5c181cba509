import CKernels
import Kernels
import Networks
import Tensors

/// A graph compiled for one subset, extent and machine. Running it allocates nothing.
public final class Plan {
    public let subset: ModalitySubset
    /// Extent of the images that it takes.
    public let extent: Extent
    /// [outputs, D, H, W] of what it makes.
    public let outputShape: Shape
    /// Multiply-adds of a run, and of the graph as it is written (every imputed feature joined in).
    public let multiplyAdds: (run: Int, written: Int)
    let program: Program
    let memory: MemoryPlan
    let machine: Machine
    private let arena: UnsafeMutableBufferPointer<Float>
    private let sums: UnsafeMutableBufferPointer<Double>

    /// Compiles a graph.
    ///
    /// - Parameters:
    ///   - weights: The numbers of each tensor that the graph names.
    ///   - subset: The modalities that a run will give.
    ///   - extent: Spatial extent of the images; a multiple of `graph.extentMultiple`.
    /// - Throws: `GraphError` when the graph cannot work on this extent.
    public init(_ graph: Graph, weights: @escaping (String) -> [Float], subset: ModalitySubset, extent: Extent, machine: Machine) throws(GraphError) {
        precondition(!subset.isEmpty && subset.indices.allSatisfy { $0 < graph.modalities }, "subset \(subset.indices) of \(graph.modalities) modalities")
        self.subset = subset
        self.extent = extent
        self.machine = machine
        program = try Lowering.lower(graph, weights: weights, subset: subset, extent: extent, machine: machine).accumulatingEarly()
        outputShape = program.output.shape
        memory = MemoryPlan(program)
        multiplyAdds = (program.multiplyAdds, try graph.multiplyAdds(present: subset, extent: extent))
        arena = AlignedMemory.uninitialized(count: memory.size)
        var (scratch, sumCount) = (0, 2 * Layout.block)
        for case .convolve(let step) in program.steps {
            scratch = max(scratch, step.method.scratch)
            sumCount = max(sumCount, step.method.sumCount)
        }
        for case .statistics(let operand, _) in program.steps { sumCount = max(sumCount, Layout.blocks(operand.shape.channels) * 2 * Layout.block) }
        machine.reserveScratch(scratch)
        sums = .allocate(capacity: sumCount)
    }

    deinit {
        AlignedMemory.release(arena)
        sums.deallocate()
    }

    /// Bytes of the arena that holds every intermediate value.
    public var arenaBytes: Int { memory.size * MemoryLayout<Float>.stride }

    /// Computes the logits.
    ///
    /// - Parameters:
    ///   - images: Planar [channels, D, H, W] of each present modality.
    ///   - output: Planar [outputs, D, H, W], overwritten.
    ///   - stepDone: Called with the number of each step of `explanation` when it is done, and with their count when the output is.
    public func run(_ images: [Int: Tensor], into output: Tensor, stepDone: ((Int) -> Void)? = nil) {
        precondition(output.shape == outputShape && output.layout == .planar, "an output of \(output.shape), expected \(outputShape)")
        for modality in subset.indices {
            precondition(images[modality]?.shape.extent == extent, "modality \(modality): no image of \(extent)")
        }
        for (number, step) in program.steps.enumerated() {
            run(step, images)
            stepDone?(number)
        }
        writePlanar(program.output, into: output, images)
        stepDone?(program.steps.count)
    }

    /// Puts a value in planar order: a run of voxels a task, so that every cache line is loaded once.
    private func writePlanar(_ value: Operand, into output: Tensor, _ images: [Int: Tensor]) {
        let (voxels, run) = (value.shape.extent.voxels, 1 << 14)
        let (blocks, runs) = (FeatureBlock.blocks(of: pointer(value.place, images), value.shape), (voxels + run - 1) / run)
        machine.run(blocks.count * runs) { task, _ in
            let (block, first) = (blocks[task / runs], task % runs * run)
            let target = output.base + task / runs * Layout.block * voxels
            for voxel in first..<min(first + run, voxels) {
                for channel in 0..<block.channels { target[channel * voxels + voxel] = block.base[voxel * Layout.block + channel] }
            }
        }
    }

    private func run(_ step: Step, _ images: [Int: Tensor]) {
        switch step {
        case .convolve(let step):
            step.method.run(machine, step.inputs.flatMap { blocks($0, images) }, step.weights, firstBlock: step.firstBlock, initial: step.accumulates ? nil : step.initial.base,
                            into: blockPointers(step.output, step.outputShape), sums: step.normalisation == nil ? nil : sums.baseAddress)
            if let normalisation = step.normalisation {
                normalisation.settle(sums.baseAddress!, count: step.method.sumCount, step.outputShape)
            }
        case .maxPool(let step): pool(step, images)
        case .statistics(let operand, let normalisation): gather(operand, normalisation, images)
        case .materialise(let operand, let target): materialise(operand, into: target, images)
        }
    }

    private func pool(_ step: Step.Pool, _ images: [Int: Tensor]) {
        let (source, target, blocks) = (step.input.shape.extent, step.outputShape.extent, blocks(step.input, images))
        let outputs = blockPointers(step.output, step.outputShape)
        machine.run(blocks.count * target.depth) { task, _ in
            let (block, plane) = (blocks[task / target.depth], task % target.depth)
            var call = mk_max_pool()
            call.x = block.base + plane * step.size.depth * source.height * source.width * Layout.block
            call.size = (step.size.depth, step.size.height, step.size.width)
            (call.scale, call.shift, call.slope) = (block.scale, block.shift, block.slope)
            (call.depth, call.height, call.width) = (1, target.height, target.width)
            call.out = outputs[task / target.depth] + plane * target.height * target.width * Layout.block
            machine.kernels.max_pool(&call)
        }
    }

    private func gather(_ operand: Operand, _ normalisation: Normalisation, _ images: [Int: Tensor]) {
        let (extent, blocks) = (operand.shape.extent, blocks(operand, images))
        let row = extent.width * Layout.block
        machine.run(blocks.count) { block, _ in
            let target = sums.baseAddress! + block * 2 * Layout.block
            target.update(repeating: 0, count: 2 * Layout.block)
            machine.kernels.box_sums(blocks[block].base, row, row * extent.height, extent.depth, extent.height, extent.width, target)
        }
        normalisation.settle(sums.baseAddress!, count: blocks.count * 2 * Layout.block, operand.shape)
    }

    private func materialise(_ operand: Operand, into target: Int, _ images: [Int: Tensor]) {
        let (e, outputs) = (operand.shape.extent, blockPointers(target, operand.shape))
        if case .image(let modality) = operand.place {
            let blocked = UnsafeMutableBufferPointer(start: outputs[0], count: Layout.blocked.count(operand.shape))
            blocked.update(repeating: 0)
            Tensor.block(UnsafeBufferPointer(images[modality]!.storage), operand.shape, into: blocked)
            for i in blocked.indices where blocked[i] < 0 { blocked[i] *= operand.slope }
            return
        }
        let blocks = blocks(operand, images)
        machine.run(blocks.count) { task, _ in
            let block = blocks[task]
            var fill = mk_fill(source: block.base, depth: e.depth, height: e.height, width: e.width, lanes: block.lanes, first_depth: 0,
                               first_height: 0, first_width: 0, slab: outputs[task], slab_depth: e.depth, slab_height: e.height,
                               slab_width: e.width, scale: block.scale, shift: block.shift, slope: block.slope)
            machine.kernels.fill(&fill)
        }
    }

    private func blocks(_ operand: Operand, _ images: [Int: Tensor]) -> [FeatureBlock] {
        let base = pointer(operand.place, images)
        if case .image = operand.place {
            return (0..<operand.shape.channels).map { FeatureBlock(base: base + $0 * operand.shape.extent.voxels, lanes: 1, channels: 1, slope: operand.slope) }
        }
        return FeatureBlock.blocks(of: base, operand.shape, scale: operand.normalisation.map { UnsafePointer($0.scale.base) },
                                   shift: operand.normalisation.map { UnsafePointer($0.shift.base) }, slope: operand.slope)
    }

    private func blockPointers(_ buffer: Int, _ shape: Shape) -> [UnsafeMutablePointer<Float>] {
        let base = arena.baseAddress! + memory.offsets[buffer]
        return (0..<Layout.blocks(shape.channels)).map { base + $0 * shape.extent.voxels * Layout.block }
    }

    private func pointer(_ place: Operand.Place, _ images: [Int: Tensor]) -> UnsafePointer<Float> {
        switch place {
        case .image(let modality): UnsafePointer(images[modality]!.base)
        case .buffer(let buffer): UnsafePointer(arena.baseAddress! + memory.offsets[buffer])
        }
    }
}

extension Normalisation {
    /// Turns the tiles' sums into scale and shift.
    func settle(_ sums: UnsafePointer<Double>, count: Int, _ shape: Shape) {
        let statistics = ChannelStatistics(mean: mean.base, inverse: inverse.base)
        statistics.reduce(sums, tiles: count / (Layout.blocks(shape.channels) * 2 * Layout.block), channels: shape.channels,
                          voxels: shape.extent.voxels, epsilon: epsilon)
        statistics.affine(weight: weight, bias: bias, channels: shape.channels, scale: scale.base, shift: shift.base)
    }
}
