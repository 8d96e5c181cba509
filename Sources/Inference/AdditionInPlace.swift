extension Program {
    /// The program in which a sum takes the memory of an addend that nothing reads after it.
    func addingInPlace() -> Program {
        var result = self
        for number in steps.indices {
            guard case .add(let a, let b, let target) = result.steps[number] else { continue }
            for case .buffer(let addend) in [a.place, b.place] where addend != target && !result.isRead(addend, after: number) {
                result.rename(target, to: addend)
                break
            }
        }
        return result
    }

    private func isRead(_ buffer: Int, after number: Int) -> Bool {
        outputs.contains { $0.place == .buffer(buffer) } || steps[(number + 1)...].contains { $0.access.reads.contains(buffer) }
    }

    private mutating func rename(_ old: Int, to new: Int) {
        for number in steps.indices { steps[number].rename(old, to: new) }
        for index in outputs.indices { outputs[index].rename(old, to: new) }
        // No step uses the old buffer, so it needs no memory.
        buffers[old].count = 0
    }
}

extension Operand {
    fileprivate mutating func rename(_ old: Int, to new: Int) { if place == .buffer(old) { place = .buffer(new) } }
}

extension Step {
    fileprivate mutating func rename(_ old: Int, to new: Int) {
        func renamed(_ operand: Operand) -> Operand {
            var operand = operand
            operand.rename(old, to: new)
            return operand
        }
        func target(_ buffer: Int) -> Int { buffer == old ? new : buffer }
        switch self {
        case .convolve(var step):
            step.inputs = step.inputs.map(renamed)
            step.output = target(step.output)
            self = .convolve(step)
        case .maxPool(var step):
            (step.input, step.output) = (renamed(step.input), target(step.output))
            self = .maxPool(step)
        case .statistics(let operand, let normalisation): self = .statistics(of: renamed(operand), normalisation)
        case .materialise(let operand, let buffer): self = .materialise(renamed(operand), into: target(buffer))
        case .add(let a, let b, let buffer): self = .add(renamed(a), renamed(b), into: target(buffer))
        case .globalMean(let operand, let buffer): self = .globalMean(renamed(operand), into: target(buffer))
        case .spread(let operand, let buffer, let shape): self = .spread(renamed(operand), into: target(buffer), shape)
        case .resize(let operand, let resize, let buffer): self = .resize(renamed(operand), resize, into: target(buffer))
        case .publish(let operand, let buffer): self = .publish(renamed(operand), into: target(buffer))
        }
    }
}
