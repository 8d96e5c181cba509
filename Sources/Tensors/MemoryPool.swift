import Synchronization

/// Keeps the memory of released tensors for the next ones of the same size, so that a training step, which makes the
/// same tensors each time, does not fault in fresh pages.
public final class MemoryPool: Sendable {
    private let free = Mutex<Free>(Free())

    private struct Free: @unchecked Sendable {
        var buffers: [Int: [UnsafeMutableBufferPointer<Float>]] = [:]
    }

    public init() {}

    deinit {
        free.withLock { $0.buffers.values.joined().forEach(AlignedMemory.release) }
    }

    func take(count: Int) -> UnsafeMutableBufferPointer<Float> {
        let kept: Kept? = free.withLock { $0.buffers[count]?.popLast().map(Kept.init) }
        return kept?.buffer ?? AlignedMemory.uninitialized(count: count)
    }

    func giveBack(_ buffer: UnsafeMutableBufferPointer<Float>) {
        let kept = Kept(buffer: buffer)
        free.withLock { $0.buffers[kept.buffer.count, default: []].append(kept.buffer) }
    }

    private struct Kept: @unchecked Sendable { let buffer: UnsafeMutableBufferPointer<Float> }
}
