import Kernels
import Networks

/// Features that cost little and are large are not kept: their convolution runs once for their statistics, and again within each
/// convolution that reads them.
extension Program {
    /// The program that computes the first feature of each image anew where it is read, if its arena is at least a twentieth smaller.
    func recomputing() -> Program {
        var result = self
        for (number, step) in steps.enumerated() {
            guard case .convolve(let maker) = step, maker.readsOneChannel, isReadOnceAtPoints(maker.output) else { continue }
            result.buffers[maker.output].storage = .recomputed(by: number)
        }
        return MemoryPlan(result).size * 20 <= MemoryPlan(self).size * 19 ? result : self
    }

    private func isReadOnceAtPoints(_ buffer: Int) -> Bool {
        let readers = steps.filter { $0.access.reads.contains(buffer) }
        guard case .convolve(let reader)? = readers.first, readers.count == 1, !outputs.contains(where: { $0.place == .buffer(buffer) }) else { return false }
        return reader.method.kind == .points
    }
}

extension Step.Convolve {
    /// Whether it is a convolution of a plain image of one channel, and of nothing else.
    fileprivate var readsOneChannel: Bool {
        guard inputs.count == 1, case .image = inputs[0].place, inputs[0].shape.channels == 1, inputs[0].isPlain else { return false }
        return method.kind == .taps && !accumulates && constant == nil && RecomputedConvolution.fits(method.geometry)
    }
}
