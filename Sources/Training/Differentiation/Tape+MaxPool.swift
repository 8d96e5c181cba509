import CKernels
import Kernels
import Networks
import Tensors

/// y[p] = the largest x in the window of p; keeps x (deferred) and y.
extension Tape {
    func pool(_ node: Node, _ pool: MaxPool) -> Value {
        let input = input(of: node)
        let e = input.shape.extent
        let extent = Extent(e.depth / pool.size.depth, e.height / pool.size.height, e.width / pool.size.width)
        let output = Value(Tensor(Shape(channels: input.shape.channels, extent: extent), from: context.memory), readers: readers(of: node.name))
        forEachPlane(pool, input, output) { call in context.machine.kernels.max_pool(&call) }
        return output
    }

    /// dx at the first largest x of each window = dy; 0 elsewhere.
    func poolBackward(_ node: Node, _ pool: MaxPool, _ value: Value) {
        guard let gradient = value.takeGradient() else { return }
        let input = input(of: node)
        let target = input.gradientTarget(context)
        if target.isFresh { context.zero(target.tensor) }
        forEachPlane(pool, input, value) { call in
            let offset = call.x - UnsafeRawPointer(input.tensor.base)
            call.out_gradient = UnsafePointer(gradient.base + (call.out - value.tensor.base))
            call.x_gradient = target.tensor.base + offset / MemoryLayout<Float>.stride
            context.machine.kernels.max_pool_gradient(&call)
        }
    }

    /// Runs `body` on all threads, once for each block and output plane.
    private func forEachPlane(_ pool: MaxPool, _ input: Value, _ output: Value, _ body: (inout mk_max_pool) -> Void) {
        let (source, target) = (input.shape.extent, output.shape.extent)
        let blocks = input.blocks
        context.machine.run(blocks.count * target.depth) { task, _ in
            let (block, plane) = (task / target.depth, task % target.depth)
            var call = mk_max_pool()
            call.x = blocks[block].base
            call.source = (source.depth, source.height, source.width)
            call.size = (pool.size.depth, pool.size.height, pool.size.width)
            call.stride = call.size
            call.first_depth = plane
            (call.scale, call.shift, call.slope) = (blocks[block].scale, blocks[block].shift, blocks[block].slope)
            (call.depth, call.height, call.width) = (1, target.height, target.width)
            call.out = output.tensor.base + (block * target.depth + plane) * target.height * target.width * Layout.block
            body(&call)
        }
    }
}
