import Kernels

/// Splits convolutions over joined features so that each feature is multiplied as soon as it is there, and its memory freed.
///
/// A skip connection of four modalities otherwise keeps all four features of the finest level until the decoder's last level.
extension Program {
    /// The program with every split that makes the arena at least a twentieth smaller.
    ///
    /// - Parameter arena: Floats of the arena in which a program runs in the end.
    func accumulatingEarly(arena: (Program) -> Int) -> Program {
        var (best, size) = (self, arena(self))
        for output in Set(steps.compactMap(\.joined)).sorted(by: { buffers[$0].count > buffers[$1].count }) {
            let split = best.splitting(output)
            let splitSize = arena(split)
            if splitSize * 20 <= size * 19 { (best, size) = (split, splitSize) }
        }
        return best
    }

    /// The program in which the convolution that writes a buffer is done in parts, each where the last of its inputs is made.
    private func splitting(_ output: Int) -> Program {
        guard let place = steps.firstIndex(where: { $0.joined == output }), case .convolve(let whole) = steps[place] else { return self }
        var parts: [(after: Int, part: Step.Convolve)] = []
        var block = whole.firstBlock
        for input in whole.inputs {
            let after = ready(input, before: place)
            if parts.last?.after == after { parts[parts.count - 1].part.inputs.append(input) } else {
                var part = whole
                (part.inputs, part.firstBlock, part.normalisation) = ([input], block, nil)
                parts.append((after, part))
            }
            block += input.blockChannels.count
        }
        guard parts.count > 1 else { return self }
        parts.sort { ($0.after, $0.part.firstBlock) < ($1.after, $1.part.firstBlock) }
        for index in parts.indices.dropFirst() { (parts[index].part.accumulates, parts[index].part.constant) = (true, nil) }
        parts[parts.count - 1].after = place
        parts[parts.count - 1].part.normalisation = whole.normalisation
        var result = self
        result.steps = steps.enumerated().flatMap { number, step in
            (number == place ? [] : [step]) + parts.filter { $0.after == number }.map { .convolve($0.part) }
        }
        return result
    }

    /// The step after which an operand can be read.
    private func ready(_ operand: Operand, before place: Int) -> Int {
        steps[..<place].lastIndex { step in
            if case .buffer(let buffer) = operand.place, step.access.writes == buffer { return true }
            if case .statistics(_, let normalisation) = step { return normalisation === operand.normalisation }
            return false
        } ?? -1
    }
}

extension Step {
    /// The buffer that a convolution over several features writes.
    fileprivate var joined: Int? {
        if case .convolve(let step) = self, step.inputs.count > 1, !step.method.geometry.isTransposed { step.output } else { nil }
    }
}
