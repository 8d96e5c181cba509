import Kernels
import Networks
import Tensors

extension Plan {
    /// What the plan does, step by step, and where its values lie.
    public var explanation: PlanExplanation {
        let (program, memory, machine) = (execution.program, execution.memory, execution.machine)
        let steps = program.steps.map(program.explanation)
        let weights = program.steps.reduce(into: [ObjectIdentifier: Int]()) { known, step in
            if case .convolve(let step) = step { known[ObjectIdentifier(step.weights)] = step.weights.bytes(inputs: 0..<step.weights.inputBlocks.count) }
        }
        let lives = MemoryPlan.lives(program)
        return PlanExplanation(
            instructionSet: machine.instructionSet.rawValue, threads: machine.threads, multiplyAddsWritten: multiplyAdds.written,
            multiplyAddsFolded: steps.reduce(0) { $0 + $1.multiplyAddsFolded }, multiplyAddsRun: multiplyAdds.run, steps: steps,
            buffers: program.buffers.indices.map { buffer in
                .init(offset: memory.offsets[buffer] * MemoryLayout<Float>.stride, bytes: program.buffers[buffer].arenaFloats * MemoryLayout<Float>.stride,
                      storage: program.buffers[buffer].storage.name, firstStep: lives[buffer].lowerBound, lastStep: min(lives[buffer].upperBound, steps.count - 1))
            },
            arenaBytes: arenaBytes, scratchBytes: machine.scratchBytes, weightBytes: weights.values.reduce(0, +))
    }
}

extension Program {
    fileprivate func explanation(of step: Step) -> PlanExplanation.Step {
        switch step {
        case .convolve(let convolution): explanation(of: convolution, multiplyAdds(of: step))
        case .maxPool(let step): plain("max pool", [step.input], step.output, step.outputShape, kernel: step.pool.size.values)
        case .statistics(let operand, _):
            .init(operation: "statistics", inputs: [operand.explanation], shape: operand.shape.values, gathersStatistics: true,
                  bytesRead: bytes(operand), bytesWritten: 0)
        case .materialise(let operand, let target): plain("materialise", [operand], target, operand.shape)
        case .add(let a, let b, let target): plain("add", [a, b], target, a.shape)
        case .publish(let operand, let target): plain("publish", [operand], target, operand.shape)
        case .globalMean(let operand, let target): plain("global mean", [operand], target, Shape(channels: operand.shape.channels, extent: Extent(1, 1, 1)))
        case .spread(let operand, let target, let shape): plain("spread", [operand], target, shape)
        case .resize(let operand, let resize, let target):
            plain("resize (\(resize.mode.rawValue))", [operand], target, Shape(channels: operand.shape.channels, extent: resize.output(of: operand.shape.extent)))
        }
    }

    /// A step that does no more than read its inputs and write its output.
    private func plain(_ operation: String, _ inputs: [Operand], _ output: Int, _ shape: Shape, kernel: [Int]? = nil) -> PlanExplanation.Step {
        .init(operation: operation, kernel: kernel, inputs: inputs.map(\.explanation), output: output, shape: shape.values,
              bytesRead: inputs.reduce(0) { $0 + bytes($1) }, bytesWritten: bytes(output, shape))
    }

    private func explanation(of step: Step.Convolve, _ multiplyAdds: Int) -> PlanExplanation.Step {
        let pairs = step.inputs.reduce(0) { $0 + $1.shape.channels } * step.outputShape.channels
        let blocks = step.inputs.reduce(0) { $0 + $1.blockChannels.count }
        let (written, geometry) = (bytes(step.output, step.outputShape), step.method.geometry)
        return .init(operation: geometry.isTransposed ? "transposed convolution" : "convolution", node: step.name, method: step.method.kind.rawValue,
                     kernel: geometry.kernel.values, inputs: step.inputs.map(\.explanation), output: step.output, shape: step.outputShape.values,
                     accumulates: step.accumulates, gathersStatistics: step.normalisation != nil,
                     multiplyAddsFolded: pairs * geometry.multiplyAdds, multiplyAddsRun: multiplyAdds,
                     bytesRead: step.inputs.reduce(step.accumulates || step.constant != nil ? written : 0) { $0 + bytes($1) }
                         + step.weights.bytes(inputs: step.firstBlock..<step.firstBlock + blocks),
                     bytesWritten: written)
    }

    /// Bytes of a value as a step reads it; of the image where it is computed anew.
    private func bytes(_ operand: Operand) -> Int {
        switch operand.place {
        case .image: return operand.shape.count * MemoryLayout<Float>.stride
        case .buffer(let buffer):
            if case .recomputed = buffers[buffer].storage { return operand.shape.extent.voxels * MemoryLayout<Float>.stride }
            return bytes(buffer, operand.shape)
        }
    }

    /// Bytes of a value as a step writes it.
    private func bytes(_ buffer: Int, _ shape: Shape) -> Int {
        switch buffers[buffer].storage {
        case .blocked(let format): Layout.blocked.count(shape) * format.size
        case .recomputed: 0
        case .result: shape.count * MemoryLayout<Float>.stride
        }
    }
}

extension Buffer.Storage {
    fileprivate var name: String {
        switch self {
        case .blocked(.float32): "float32"
        case .blocked(.bfloat16): "bfloat16"
        case .recomputed: "recomputed"
        case .result: "result"
        }
    }
}

extension Operand {
    fileprivate var explanation: PlanExplanation.Input {
        switch place {
        case .image(let modality): .init(image: modality, isNormalised: normalisation != nil, slope: slope)
        case .buffer(let buffer): .init(buffer: buffer, isNormalised: normalisation != nil, slope: slope)
        }
    }
}

extension Shape {
    fileprivate var values: [Int] { [channels, extent.depth, extent.height, extent.width] }
}
