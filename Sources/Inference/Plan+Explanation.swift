import Kernels
import Networks
import Tensors

extension Plan {
    /// What the plan does, step by step, and where its values lie.
    public var explanation: PlanExplanation {
        let (program, memory, machine) = (execution.program, execution.memory, execution.machine)
        let steps = program.steps.map(\.explanation)
        let weights = program.steps.reduce(into: [ObjectIdentifier: Int]()) { known, step in
            if case .convolve(let step) = step { known[ObjectIdentifier(step.weights)] = step.weights.bytes(inputs: 0..<step.weights.inputBlocks.count) }
        }
        let lives = MemoryPlan.lives(program)
        return PlanExplanation(
            instructionSet: machine.instructionSet.rawValue, threads: machine.threads, multiplyAddsWritten: multiplyAdds.written,
            multiplyAddsFolded: steps.reduce(0) { $0 + $1.multiplyAddsFolded }, multiplyAddsRun: multiplyAdds.run, steps: steps,
            buffers: program.buffers.indices.map { buffer in
                .init(offset: memory.offsets[buffer] * MemoryLayout<Float>.stride, bytes: program.buffers[buffer].arenaFloats * MemoryLayout<Float>.stride,
                      firstStep: lives[buffer].lowerBound, lastStep: min(lives[buffer].upperBound, steps.count - 1))
            },
            arenaBytes: arenaBytes, scratchBytes: machine.scratchBytes, weightBytes: weights.values.reduce(0, +))
    }
}

extension Step {
    fileprivate var explanation: PlanExplanation.Step {
        switch self {
        case .convolve(let step): step.explanation
        case .maxPool(let step):
            .init(operation: "max pool", kernel: step.pool.size.values, inputs: [step.input.explanation], output: step.output, shape: step.outputShape.values,
                  bytesRead: step.input.bytes, bytesWritten: step.outputShape.blockedBytes)
        case .statistics(let operand, _):
            .init(operation: "statistics", inputs: [operand.explanation], shape: operand.shape.values, gathersStatistics: true,
                  bytesRead: operand.bytes, bytesWritten: 0)
        case .materialise(let operand, let target): .plain("materialise", [operand], target, operand.shape)
        case .add(let a, let b, let target): .plain("add", [a, b], target, a.shape)
        case .publish(let operand, let target): .plain("publish", [operand], target, operand.shape)
        case .globalMean(let operand, let target): .plain("global mean", [operand], target, Shape(channels: operand.shape.channels, extent: Extent(1, 1, 1)))
        case .spread(let operand, let target, let shape): .plain("spread", [operand], target, shape)
        case .resize(let operand, let resize, let target):
            .plain("resize (\(resize.mode.rawValue))", [operand], target, Shape(channels: operand.shape.channels, extent: resize.output(of: operand.shape.extent)))
        }
    }
}

extension PlanExplanation.Step {
    /// A step that does no more than read its inputs and write its output.
    fileprivate static func plain(_ operation: String, _ inputs: [Operand], _ output: Int, _ shape: Shape) -> PlanExplanation.Step {
        .init(operation: operation, inputs: inputs.map(\.explanation), output: output, shape: shape.values,
              bytesRead: inputs.reduce(0) { $0 + $1.bytes }, bytesWritten: shape.blockedBytes)
    }
}

extension Step.Convolve {
    fileprivate var explanation: PlanExplanation.Step {
        let pairs = inputs.reduce(0) { $0 + $1.shape.channels } * outputShape.channels
        let blocks = inputs.reduce(0) { $0 + $1.blockChannels.count }
        return .init(operation: method.geometry.isTransposed ? "transposed convolution" : "convolution", node: name, method: method.kind.rawValue,
                     kernel: method.geometry.kernel.values, inputs: inputs.map(\.explanation), output: output, shape: outputShape.values,
                     accumulates: accumulates, gathersStatistics: normalisation != nil,
                     multiplyAddsFolded: pairs * method.geometry.multiplyAdds, multiplyAddsRun: pairs * method.multiplyAdds,
                     bytesRead: inputs.reduce(accumulates || constant != nil ? outputShape.blockedBytes : 0) { $0 + $1.bytes }
                         + weights.bytes(inputs: firstBlock..<firstBlock + blocks),
                     bytesWritten: outputShape.blockedBytes)
    }
}

extension Operand {
    fileprivate var explanation: PlanExplanation.Input {
        switch place {
        case .image(let modality): .init(image: modality, isNormalised: normalisation != nil, slope: slope)
        case .buffer(let buffer): .init(buffer: buffer, isNormalised: normalisation != nil, slope: slope)
        }
    }

    fileprivate var bytes: Int {
        if case .image = place { shape.count * MemoryLayout<Float>.stride } else { shape.blockedBytes }
    }
}

extension Shape {
    fileprivate var values: [Int] { [channels, extent.depth, extent.height, extent.width] }

    fileprivate var blockedBytes: Int { Layout.blocked.count(self) * MemoryLayout<Float>.stride }
}
