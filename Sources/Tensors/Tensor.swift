/// A float32 feature map of one sample that owns its 64-byte aligned memory.
///
/// A tensor is written by whoever made it and read by anyone after; concurrent writers must keep to disjoint elements.
public final class Tensor: @unchecked Sendable {
    public let shape: Shape
    public let layout: Layout
    package let storage: UnsafeMutableBufferPointer<Float>
    private let pool: MemoryPool?

    /// A tensor of zeros.
    public init(_ shape: Shape, layout: Layout) {
        self.shape = shape
        self.layout = layout
        pool = nil
        storage = AlignedMemory.zeros(count: layout.count(shape))
    }

    /// A blocked tensor with memory from the pool, to which it returns. Its elements are undefined until written.
    public init(_ shape: Shape, from pool: MemoryPool) {
        self.shape = shape
        layout = .blocked
        self.pool = pool
        storage = pool.take(count: Layout.blocked.count(shape))
    }

    /// A planar tensor with these elements, in the order `[C, D, H, W]`.
    public convenience init(_ shape: Shape, _ elements: [Float]) {
        precondition(elements.count == shape.count, "\(elements.count) elements for a tensor of \(shape.count)")
        self.init(shape, layout: .planar)
        _ = storage.update(from: elements)
    }

    deinit {
        if let pool { pool.giveBack(storage) } else { AlignedMemory.release(storage) }
    }

    package var base: UnsafeMutablePointer<Float> { storage.baseAddress! }

    /// The elements in the order `[C, D, H, W]`, whatever the layout.
    public func planarElements() -> [Float] {
        switch layout {
        case .planar: Array(storage)
        case .blocked: Tensor.planar(fromBlocked: UnsafeBufferPointer(storage), shape)
        }
    }

    /// Reads the elements as they lie in memory.
    public func withElements<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        try body(UnsafeBufferPointer(storage))
    }

    /// The same values in another layout, or the tensor itself if it has that layout.
    public func converted(to target: Layout) -> Tensor {
        guard target != layout else { return self }
        let result = Tensor(shape, layout: target)
        switch target {
        case .planar: _ = result.storage.update(from: planarElements())
        case .blocked: Tensor.block(UnsafeBufferPointer(storage), shape, into: result.storage)
        }
        return result
    }
}

extension Tensor {
    /// Reorders `[C, D, H, W]` into `[C/16, D, H, W, 16]`; padding channels are left as they are.
    package static func block(_ planar: UnsafeBufferPointer<Float>, _ shape: Shape, into blocked: UnsafeMutableBufferPointer<Float>) {
        let voxels = shape.extent.voxels
        for channel in 0..<shape.channels {
            let base = Layout.place(channel, 0, of: voxels)
            for voxel in 0..<voxels { blocked[base + voxel * Layout.block] = planar[channel * voxels + voxel] }
        }
    }

    /// Reorders `[C/16, D, H, W, 16]` into `[C, D, H, W]`, dropping the padding channels.
    package static func planar(fromBlocked blocked: UnsafeBufferPointer<Float>, _ shape: Shape) -> [Float] {
        let voxels = shape.extent.voxels
        return [Float](unsafeUninitializedCapacity: shape.count) { planar, count in
            for channel in 0..<shape.channels {
                let base = Layout.place(channel, 0, of: voxels)
                for voxel in 0..<voxels { planar[channel * voxels + voxel] = blocked[base + voxel * Layout.block] }
            }
            count = shape.count
        }
    }
}
