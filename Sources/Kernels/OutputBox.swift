import CKernels
import Tensors

/// The box of voxels of a group of output blocks that one task writes: in the outputs themselves, or in a copy in scratch memory that
/// `publish` brings there.
struct OutputBox {
    let outputs: [OutputBlock]
    let group: Range<Int>
    /// Extent and first voxel of the box, and extent of the outputs.
    let box: Extent
    let first: (depth: Int, height: Int, width: Int)
    let whole: Extent
    /// The copy [group, box, 16]; nil to write to the outputs.
    let copy: UnsafeMutablePointer<Float>?

    /// - Parameter staging: Memory for a copy, used if the outputs cannot be worked on as they lie.
    init(_ outputs: [OutputBlock], _ group: Range<Int>, _ box: Extent, at first: (depth: Int, height: Int, width: Int), of whole: Extent,
         staging: UnsafeMutablePointer<Float>) {
        (self.outputs, self.group, self.box, self.first, self.whole) = (outputs, group, box, first, whole)
        copy = outputs[group.lowerBound].isDirect ? nil : staging
    }

    /// The extent of the memory that the box lies in.
    var extent: Extent { copy == nil ? whole : box }

    /// Where a block's first voxel of the box is computed.
    func block(_ block: Int) -> UnsafeMutablePointer<Float> {
        if let copy { return copy + (block - group.lowerBound) * box.voxels * Layout.block }
        return outputs[block].floats + whole.voxel(first) * Layout.block
    }

    /// Floats from a block of the group to the next; 0 for the last.
    func step(from block: Int) -> Int { block + 1 < group.upperBound ? self.block(block + 1) - self.block(block) : 0 }

    func publish(_ kernels: mk_kernels) {
        guard copy != nil else { return }
        for block in group { outputs[block].write(self.block(block), box, at: first, of: whole, kernels) }
    }
}
