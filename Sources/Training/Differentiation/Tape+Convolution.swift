import Kernels
import Networks
import Tensors

/// y[o, p] = b[o] + Σ_{i, k} w[o, i, k] · x[i, p + k]; keeps x (deferred) and y.
extension Tape {
    func convolve(_ node: Node, _ convolution: Convolution, isTransposed: Bool, _ parameters: ParameterValues) -> Value {
        let inputs = sources(of: node)
        let blocks = inputs.flatMap(\.blocks)
        let geometry = convolution.geometry(input: inputs[0].shape.extent, isTransposed: isTransposed)!
        let packed = weights.convolution(node) {
            ConvolutionWeights(convolution, geometry, segments: segments(of: node), inputBlocks: blocks.map(\.channels), parameters, context)
        }
        let output = Value(Tensor(Shape(channels: convolution.outputChannels, extent: geometry.output), from: context.memory),
                           readers: readers(of: node.name))
        let wantsSums = !isTransposed && nodes.readers(of: node.name).contains { context.gathersStatistics($0.operation) }
        var sums = [Double](repeating: 0, count: wantsSums ? packed.method.sumCount : 0)
        sums.withUnsafeMutableBufferPointer { sums in
            packed.method.run(context.machine, blocks, packed.forward, firstBlock: 0, initial: packed.initial.base, into: OutputBlock.blocks(of: output.tensor.base, output.shape),
                              sums: wantsSums ? sums.baseAddress : nil)
        }
        if wantsSums { output.sums = sums }
        return output
    }

    /// dw[o, i, k] = Σ_p dy[o, p] · x[i, p + k]; db[o] = Σ_p dy[o, p]; dx[i, p] = Σ_{o, k} w[o, i, k] · dy[o, p − k].
    func convolveBackward(_ node: Node, _ value: Value) {
        guard let gradient = value.takeGradient() else { return }
        let convolution = node.convolution!.convolution
        let inputs = sources(of: node)
        let packed = weights.convolution(node) { preconditionFailure("\(node.name) was not run forward") }
        let blocks = inputs.flatMap(\.blocks)
        packed.gradientMethod.run(context.machine, blocks, gradients: gradient.blockPointers.map { UnsafePointer($0) }, addingTo: packed.gradient)
        if convolution.bias != nil { addBiasGradient(of: gradient, to: &packed.biasGradient) }
        guard inputs.contains(where: \.needsGradient) else { return }
        guard let method = packed.dataGradientMethod else { preconditionFailure("\(node.name): no gradient for stride \(convolution.stride)") }
        let targets = inputs.map { $0.gradientTarget(context) }
        let allFresh = targets.allSatisfy(\.isFresh)
        if !allFresh { for target in targets where target.isFresh { context.zero(target.tensor) } }
        let zeros = Tensor(Shape(blocks.count * Layout.block, 1, 1, 1), layout: .blocked)
        let outputs = targets.flatMap { OutputBlock.blocks(of: $0.tensor.base, $0.tensor.shape) }
        method.run(context.machine, FeatureBlock.blocks(of: gradient.base, gradient.shape), packed.dataGradient,
                   firstBlock: 0, initial: allFresh ? UnsafePointer(zeros.base) : nil, into: outputs, sums: nil)
    }

    private func addBiasGradient(of gradient: Tensor, to sums: inout [Double]) {
        let extent = gradient.shape.extent
        let plane = extent.height * extent.width * Layout.block
        for (block, pointer) in gradient.blockPointers.enumerated() {
            var partial = [Double](repeating: 0, count: 2 * Layout.block)
            context.machine.kernels.box_sums(pointer, extent.width * Layout.block, plane, extent.depth, extent.height, extent.width, &partial)
            for channel in block * Layout.block..<min((block + 1) * Layout.block, sums.count) { sums[channel] += partial[channel % Layout.block] }
        }
    }
}

extension Tensor {
    /// Where each block of 16 channels begins.
    var blockPointers: [UnsafeMutablePointer<Float>] {
        (0..<Layout.blocks(shape.channels)).map { base + $0 * shape.extent.voxels * Layout.block }
    }
}
