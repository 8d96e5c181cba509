import CKernels
import Kernels
import Tensors

/// The value of a node in one pass and, on the way back, its gradient.
///
/// Instance norm and leaky ReLU are deferred: the value is lrelu(scale · x + shift) of the kept tensor x, and whoever
/// reads it applies both while loading. A convolution, its normalisation and its activation share one tensor.
final class Value {
    let tensor: Tensor
    let normalisation: Normalisation?
    let slope: Float
    /// Operations that will send a gradient to this value.
    let readers: Int
    /// False for an image, behind which nothing is learned.
    let needsGradient: Bool
    /// Sums of a convolution's tiles for the normalisation that follows.
    var sums: [Double]?

    private(set) var gradient: Tensor?
    /// The slope of an activation that the gradient of a normalised value has yet to pass; 1 for none.
    var activationSlope: Float = 1

    /// What instance norm makes of a tensor, [C] each.
    struct Normalisation {
        let scale, shift, mean, inverse: Tensor
    }

    init(_ tensor: Tensor, readers: Int, normalisation: Normalisation? = nil, slope: Float = 1, needsGradient: Bool = true) {
        self.tensor = tensor
        self.readers = readers
        self.needsGradient = needsGradient
        self.normalisation = normalisation
        self.slope = slope
    }

    var shape: Shape { tensor.shape }

    /// The blocks as a convolution reads them; an image of one channel may be planar, everything else is blocked.
    var blocks: [FeatureBlock] {
        if tensor.layout == .planar { return [FeatureBlock(base: tensor.base, lanes: 1, channels: 1)] }
        return FeatureBlock.blocks(of: tensor.base, shape, scale: normalisation.map { UnsafePointer($0.scale.base) },
                                   shift: normalisation.map { UnsafePointer($0.shift.base) }, slope: slope)
    }

    /// Takes over a gradient, or adds it to what is there.
    func receive(_ incoming: Tensor, _ context: PassContext) {
        if let gradient { context.add(incoming, to: gradient) } else { gradient = incoming }
    }

    /// The gradient's memory for an operation that writes it whole when `isFresh`, else adds to it.
    func gradientTarget(_ context: PassContext) -> (tensor: Tensor, isFresh: Bool) {
        if let gradient { return (gradient, false) }
        let fresh = Tensor(shape, from: context.memory)
        gradient = fresh
        return (fresh, true)
    }

    /// The gradient once all readers have sent theirs; leaves none behind.
    func takeGradient() -> Tensor? {
        defer { gradient = nil }
        return gradient
    }
}

extension Value {
    /// The value with its deferred operations applied, blocked.
    func materialised(_ context: PassContext) -> Tensor {
        let result = Tensor(shape, from: context.memory)
        let (blocks, targets) = (blocks, result.blockPointers)
        let extent = shape.extent
        context.machine.run(blocks.count) { task, _ in
            let block = blocks[task]
            var fill = mk_fill(source: block.base, format: block.format.kernelFormat, depth: extent.depth, height: extent.height, width: extent.width, lanes: block.lanes,
                               first_depth: 0, first_height: 0, first_width: 0, slab: targets[task], slab_depth: extent.depth,
                               slab_height: extent.height, slab_width: extent.width, scale: block.scale, shift: block.shift, slope: block.slope)
            context.machine.kernels.fill(&fill)
        }
        return result
    }
}
