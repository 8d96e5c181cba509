import Glibc

/// Memory aligned to a cache line, which is also the width of the widest vector register.
package enum AlignedMemory {
    package static let alignment = 64

    /// `count` zeros. Traps when the machine has no memory left.
    package static func zeros(count: Int) -> UnsafeMutableBufferPointer<Float> {
        let buffer = uninitialized(count: count)
        buffer.initialize(repeating: 0)
        return buffer
    }

    package static func uninitialized(count: Int) -> UnsafeMutableBufferPointer<Float> {
        var pointer: UnsafeMutableRawPointer?
        let bytes = max(count, 1) * MemoryLayout<Float>.stride
        let status = posix_memalign(&pointer, alignment, bytes)
        guard status == 0, let pointer else {
            fatalError("there is no memory for \(bytes >> 20) MiB more; grant more (the container, ulimit), or give smaller images, or fewer at once")
        }
        return UnsafeMutableBufferPointer(start: pointer.bindMemory(to: Float.self, capacity: count), count: count)
    }

    package static func release(_ buffer: UnsafeMutableBufferPointer<Float>) { free(buffer.baseAddress) }
}
