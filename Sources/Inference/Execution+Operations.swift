import CKernels
import Kernels
import Networks
import Tensors

/// The steps other than convolutions.
extension Execution {
    func pool(_ step: Step.Pool, _ images: [Int: Tensor]) {
        let (source, target, blocks) = (step.input.shape.extent, step.outputShape.extent, blocks(step.input, images))
        let (outputs, pool) = (blockPointers(step.output, step.outputShape), step.pool)
        machine.run(blocks.count * target.depth) { task, _ in
            let (block, plane) = (blocks[task / target.depth], task % target.depth)
            var call = mk_max_pool()
            (call.x, call.format) = (block.base, block.format.kernelFormat)
            call.source = (source.depth, source.height, source.width)
            call.size = (pool.size.depth, pool.size.height, pool.size.width)
            call.stride = (pool.stride.depth, pool.stride.height, pool.stride.width)
            call.padding = (pool.padding.depth, pool.padding.height, pool.padding.width)
            (call.scale, call.shift, call.slope) = (block.scale, block.shift, block.slope)
            (call.first_depth, call.depth, call.height, call.width) = (plane, 1, target.height, target.width)
            call.out = outputs[task / target.depth] + plane * target.height * target.width * Layout.block
            machine.kernels.max_pool(&call)
        }
    }

    func add(_ a: Operand, _ b: Operand, into target: Int, _ images: [Int: Tensor]) {
        let (plane, depth) = (a.shape.extent.height * a.shape.extent.width, a.shape.extent.depth)
        let (first, second, outputs) = (blocks(a, images), blocks(b, images), blockPointers(target, a.shape))
        func addend(_ block: FeatureBlock, _ offset: Int) -> mk_addend {
            mk_addend(x: block.floats + offset, scale: block.scale, shift: block.shift, slope: block.slope)
        }
        machine.run(outputs.count * depth) { task, _ in
            let (block, offset) = (task / depth, task % depth * plane * Layout.block)
            var call = mk_add(a: addend(first[block], offset), b: addend(second[block], offset), out: outputs[block] + offset, voxels: plane)
            machine.kernels.add(&call)
        }
    }

    func average(_ operand: Operand, into target: Int, _ images: [Int: Tensor]) {
        sum(operand, images)
        for (block, output) in blockPointers(target, Shape(channels: operand.shape.channels, extent: Extent(1, 1, 1))).enumerated() {
            for lane in 0..<Layout.block { output[lane] = Float(sums[block * 2 * Layout.block + lane] / Double(operand.shape.extent.voxels)) }
        }
    }

    func spread(_ operand: Operand, into target: Int, _ shape: Shape, _ images: [Int: Tensor]) {
        materialise(blocks(operand, images), Extent(1, 1, 1), into: blockPointers(target, shape))
        for output in blockPointers(target, shape) {
            for voxel in 1..<max(shape.extent.voxels, 1) { (output + voxel * Layout.block).update(from: output, count: Layout.block) }
        }
    }

    func resize(_ operand: Operand, _ resize: Resize, into target: Int, _ images: [Int: Tensor]) {
        let (e, f) = (operand.shape.extent, resize.factor)
        let shape = Shape(channels: operand.shape.channels, extent: resize.output(of: e))
        let (blocks, outputs, depth) = (blocks(operand, images), blockPointers(target, shape), shape.extent.depth)
        machine.run(blocks.count * depth) { task, _ in
            let (block, plane) = (task / depth, task % depth)
            var call = mk_resize()
            call.x = blocks[block].floats
            call.source = (e.depth, e.height, e.width)
            call.factor = (f.depth, f.height, f.width)
            call.linear = resize.mode == .trilinear ? 1 : 0
            (call.first_depth, call.depth) = (plane, 1)
            call.out = outputs[block] + plane * shape.extent.height * shape.extent.width * Layout.block
            machine.kernels.resize(&call)
        }
    }

    func gather(_ operand: Operand, _ normalisation: Normalisation, _ images: [Int: Tensor]) {
        sum(operand, images)
        normalisation.settle(sums.baseAddress!, count: Layout.blocks(operand.shape.channels) * 2 * Layout.block, operand.shape)
    }

    /// Sums and sums of squares of each channel, to `sums`.
    private func sum(_ operand: Operand, _ images: [Int: Tensor]) {
        let (extent, blocks) = (operand.shape.extent, blocks(operand, images))
        let row = extent.width * Layout.block
        machine.run(blocks.count) { block, _ in
            let target = sums.baseAddress! + block * 2 * Layout.block
            target.update(repeating: 0, count: 2 * Layout.block)
            machine.kernels.box_sums(blocks[block].floats, row, row * extent.height, extent.depth, extent.height, extent.width, target)
        }
    }

    /// A plane a task.
    func publish(_ operand: Operand, into target: Int, _ images: [Int: Tensor]) {
        let (e, blocks, outputs) = (operand.shape.extent, blocks(operand, images), outputBlocks(target, operand.shape))
        machine.run(blocks.count * e.depth) { task, _ in
            let (block, plane) = (task / e.depth, task % e.depth)
            outputs[block].write(blocks[block].floats + plane * e.height * e.width * Layout.block, Extent(1, e.height, e.width), at: (plane, 0, 0), of: e,
                                 machine.kernels)
        }
    }

    func materialise(_ operand: Operand, into target: Int, _ images: [Int: Tensor]) {
        let outputs = blockPointers(target, operand.shape)
        guard case .image(let modality) = operand.place else { return materialise(blocks(operand, images), operand.shape.extent, into: outputs) }
        let blocked = UnsafeMutableBufferPointer(start: outputs[0], count: Layout.blocked.count(operand.shape))
        blocked.update(repeating: 0)
        Tensor.block(UnsafeBufferPointer(images[modality]!.storage), operand.shape, into: blocked)
        for i in blocked.indices where blocked[i] < 0 { blocked[i] *= operand.slope }
    }

    private func materialise(_ blocks: [FeatureBlock], _ e: Extent, into outputs: [UnsafeMutablePointer<Float>]) {
        machine.run(blocks.count) { task, _ in
            let block = blocks[task]
            var fill = mk_fill(source: block.base, format: block.format.kernelFormat, depth: e.depth, height: e.height, width: e.width, lanes: block.lanes, first_depth: 0,
                               first_height: 0, first_width: 0, slab: outputs[task], slab_depth: e.depth, slab_height: e.height,
                               slab_width: e.width, scale: block.scale, shift: block.shift, slope: block.slope)
            machine.kernels.fill(&fill)
        }
    }
}
