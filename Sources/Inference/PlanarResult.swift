import Kernels

extension Program {
    /// The program that leaves its output in the caller's memory, in planar order.
    ///
    /// The convolution that a network ends with writes there itself: its few channels would else fill blocks of 16 at full size.
    func publishing() -> Program {
        var result = self
        if case .convolve(let last)? = steps.last, .buffer(last.output) == outputs[0].place, !last.accumulates, last.constant == nil {
            result.buffers[last.output].storage = .result
            return result
        }
        result.buffers.append(Buffer(count: outputs[0].shape.count, storage: .result))
        result.steps.append(.publish(outputs[0], into: result.buffers.count - 1))
        result.outputs[0].place = .buffer(result.buffers.count - 1)
        return result
    }
}
