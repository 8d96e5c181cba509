import CKernels
import Kernels
import Tensors

/// A program placed in memory and ready to run; running it again allocates nothing.
final class Execution {
    let program: Program
    let memory: MemoryPlan
    let machine: Machine
    let sums: UnsafeMutableBufferPointer<Double>
    /// Taken by the first run: a plan is compiled to ask what memory it needs, and holds it only when it was granted.
    private var arena: UnsafeMutableBufferPointer<Float>?
    /// Where a run leaves its result.
    private var result: UnsafeMutablePointer<Float>?

    init(_ program: Program, _ machine: Machine) {
        self.program = program
        self.machine = machine
        memory = MemoryPlan(program)
        var (scratch, sumCount) = (0, 2 * Layout.block)
        for step in program.steps {
            switch step {
            case .convolve(let step):
                scratch = max(scratch, step.method.scratch + (program.buffers[step.output].storage == .blocked(.float32) ? 0 : step.method.staging))
                sumCount = max(sumCount, step.method.sumCount)
            case .statistics(let operand, _), .globalMean(let operand, _):
                sumCount = max(sumCount, Layout.blocks(operand.shape.channels) * 2 * Layout.block)
            default: break
            }
        }
        machine.reserveScratch(scratch)
        sums = .allocate(capacity: sumCount)
    }

    deinit {
        if let arena { AlignedMemory.release(arena) }
        sums.deallocate()
    }

    /// Whether it holds the memory that it runs in.
    var hasArena: Bool { arena != nil }

    private var arenaBase: UnsafeMutablePointer<Float> { arena!.baseAddress! }

    /// Runs all steps.
    ///
    /// - Parameters:
    ///   - images: Planar [channels, D, H, W] by modality.
    ///   - output: Planar memory for the result of a program that leaves one.
    ///   - stepDone: Called with the number of each step when it is done.
    func run(_ images: [Int: Tensor], into output: Tensor? = nil, stepDone: ((Int) -> Void)? = nil) {
        if arena == nil { arena = AlignedMemory.uninitialized(count: memory.size) }
        result = output?.base
        defer { result = nil }
        for (number, step) in program.steps.enumerated() {
            run(step, images)
            stepDone?(number)
        }
    }

    /// A copy of one of the program's outputs, blocked.
    func output(_ number: Int) -> Tensor {
        let operand = program.outputs[number]
        let result = Tensor(operand.shape, layout: .blocked)
        _ = result.storage.update(from: UnsafeBufferPointer(start: blocks(operand, [:])[0].floats, count: result.storage.count))
        return result
    }

    private func run(_ step: Step, _ images: [Int: Tensor]) {
        switch step {
        case .convolve(let step): convolve(step, images)
        case .maxPool(let step): pool(step, images)
        case .statistics(let operand, let normalisation): gather(operand, normalisation, images)
        case .materialise(let operand, let target): materialise(operand, into: target, images)
        case .add(let a, let b, let target): add(a, b, into: target, images)
        case .globalMean(let operand, let target): average(operand, into: target, images)
        case .spread(let operand, let target, let shape): spread(operand, into: target, shape, images)
        case .resize(let operand, let resize, let target): self.resize(operand, resize, into: target, images)
        case .publish(let operand, let target): publish(operand, into: target, images)
        }
    }

    private func convolve(_ step: Step.Convolve, _ images: [Int: Tensor]) {
        if let constant = step.constant {
            let (outputs, count) = (blockPointers(step.output, step.outputShape), step.outputShape.extent.voxels * Layout.block)
            machine.run(outputs.count) { block, _ in outputs[block].update(from: constant.base + block * count, count: count) }
        }
        let adds = step.accumulates || step.constant != nil
        step.method.run(machine, step.inputs.flatMap { blocks($0, images) }, step.weights, firstBlock: step.firstBlock,
                        initial: adds ? nil : step.initial.base, into: outputBlocks(step.output, step.outputShape),
                        sums: step.normalisation == nil ? nil : sums.baseAddress)
        step.normalisation?.settle(sums.baseAddress!, count: step.method.sumCount, step.outputShape)
    }

    func blocks(_ operand: Operand, _ images: [Int: Tensor]) -> [FeatureBlock] {
        let base: UnsafeRawPointer, format: NumberFormat
        switch operand.place {
        case .image(let modality):
            let base = images[modality]!.base
            return (0..<operand.shape.channels).map { FeatureBlock(base: base + $0 * operand.shape.extent.voxels, lanes: 1, channels: 1, slope: operand.slope) }
        case .buffer(let buffer):
            switch program.buffers[buffer].storage {
            case .blocked(let stored): (base, format) = (UnsafeRawPointer(arenaBase + memory.offsets[buffer]), stored)
            case .recomputed(let step): return recomputed(operand, by: step, images)
            case .result: preconditionFailure("a step that reads the result")
            }
        }
        return FeatureBlock.blocks(of: base, format: format, operand.shape, scale: operand.normalisation.map { UnsafePointer($0.scale.base) },
                                   shift: operand.normalisation.map { UnsafePointer($0.shift.base) }, slope: operand.slope)
    }

    /// Blocks that the convolution of an image makes as they are read.
    private func recomputed(_ operand: Operand, by step: Int, _ images: [Int: Tensor]) -> [FeatureBlock] {
        guard case .convolve(let maker) = program.steps[step], case .image(let modality) = maker.inputs[0].place else {
            preconditionFailure("step \(step) convolves no image")
        }
        let image = images[modality]!.base
        var blocks = FeatureBlock.blocks(of: image, operand.shape, scale: operand.normalisation.map { UnsafePointer($0.scale.base) },
                                         shift: operand.normalisation.map { UnsafePointer($0.shift.base) }, slope: operand.slope)
        for index in blocks.indices {
            blocks[index].recomputed = RecomputedConvolution(of: image, maker.method.geometry, maker.weights, initial: maker.initial.base, block: index)
        }
        return blocks
    }

    /// The blocks of a buffer that a convolution writes.
    func outputBlocks(_ buffer: Int, _ shape: Shape) -> [OutputBlock] {
        switch program.buffers[buffer].storage {
        case .blocked(let format): OutputBlock.blocks(of: arenaBase + memory.offsets[buffer], format: format, shape)
        case .recomputed: OutputBlock.discarded(shape)
        case .result: OutputBlock.planarBlocks(of: result!, shape)
        }
    }

    /// The blocks of a float32 buffer.
    func blockPointers(_ buffer: Int, _ shape: Shape) -> [UnsafeMutablePointer<Float>] {
        precondition(program.buffers[buffer].storage == .blocked(.float32), "a buffer of \(program.buffers[buffer].storage)")
        let base = arenaBase + memory.offsets[buffer]
        return (0..<Layout.blocks(shape.channels)).map { base + $0 * shape.extent.voxels * Layout.block }
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
