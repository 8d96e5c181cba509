import Kernels

extension Program {
    /// The program that keeps values as bfloat16 where it can: those that one convolution writes and only convolutions and pooling read.
    ///
    /// What is added to, and what statistics or sums read, stays float32, and so does what pooling writes, an eighth of what it reads.
    func narrowing() -> Program {
        var result = self
        var writers = buffers.map { _ in 0 }, isNarrow = buffers.map { $0.storage == .blocked(.float32) }
        for step in steps {
            if let written = step.access.writes {
                writers[written] += 1
                if case .convolve(let step) = step, step.constant == nil { continue }
                isNarrow[written] = false
            }
        }
        for step in steps {
            switch step {
            case .convolve, .maxPool: continue
            default: for buffer in step.access.reads { isNarrow[buffer] = false }
            }
        }
        for case .buffer(let buffer) in outputs.map(\.place) { isNarrow[buffer] = false }
        for buffer in buffers.indices where isNarrow[buffer] && writers[buffer] == 1 { result.buffers[buffer].storage = .blocked(.bfloat16) }
        return result
    }
}
