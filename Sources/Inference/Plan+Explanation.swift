import Kernels
import Networks
import Tensors

extension Plan {
    /// What the plan does, step by step, and where its values lie.
    public var explanation: PlanExplanation {
        let steps = program.steps.map(\.explanation)
        let weights = program.steps.reduce(into: [ObjectIdentifier: Int]()) { known, step in
            if case .convolve(let step) = step { known[ObjectIdentifier(step.weights)] = step.weights.bytes(inputs: 0..<step.weights.inputBlocks.count) }
        }
        let lives = MemoryPlan.lives(program)
        return PlanExplanation(
            instructionSet: machine.instructionSet.rawValue, threads: machine.threads, multiplyAddsWritten: multiplyAdds.written,
            multiplyAddsFolded: steps.reduce(0) { $0 + $1.multiplyAddsFolded }, multiplyAddsRun: multiplyAdds.run, steps: steps,
            buffers: program.buffers.indices.map { buffer in
                .init(offset: memory.offsets[buffer] * MemoryLayout<Float>.stride, bytes: program.buffers[buffer] * MemoryLayout<Float>.stride,
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
            .init(operation: "max pool", kernel: step.size.values, inputs: [step.input.explanation], output: step.output, shape: step.outputShape.values,
                  bytesRead: step.input.bytes, bytesWritten: step.outputShape.blockedBytes)
        case .statistics(let operand, _):
            .init(operation: "statistics", inputs: [operand.explanation], shape: operand.shape.values, gathersStatistics: true,
                  bytesRead: operand.bytes, bytesWritten: 0)
        case .materialise(let operand, let target):
            .init(operation: "materialise", inputs: [operand.explanation], output: target, shape: operand.shape.values,
                  bytesRead: operand.bytes, bytesWritten: operand.shape.blockedBytes)
        }
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
                     bytesRead: inputs.reduce(accumulates ? outputShape.blockedBytes : 0) { $0 + $1.bytes }
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
