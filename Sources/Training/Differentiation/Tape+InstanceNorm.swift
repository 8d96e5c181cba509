import CKernels
import Kernels
import Networks
import Tensors

/// z = γ · x̂ + β, x̂ = (x − mean) / √(variance + ε); keeps x, mean and 1/√(variance + ε).
extension Tape {
    func normalise(_ node: Node, _ norm: InstanceNorm, _ parameters: ParameterValues) -> Value {
        let input = input(of: node)
        precondition(input.normalisation == nil && input.slope == 1, "\(node.name) reads a normalised or activated value, which is not supported in training")
        let channels = Shape(input.shape.channels, 1, 1, 1)
        let (scale, shift, mean, inverse) = (Tensor(channels, layout: .blocked), Tensor(channels, layout: .blocked),
                                             Tensor(channels, layout: .blocked), Tensor(channels, layout: .blocked))
        let statistics = ChannelStatistics(mean: mean.base, inverse: inverse.base)
        let sums = input.sums ?? self.sums(of: input.tensor)
        statistics.reduce(sums, tiles: sums.count / (Layout.blocks(input.shape.channels) * 2 * Layout.block), channels: input.shape.channels,
                          voxels: input.shape.extent.voxels, epsilon: norm.epsilon)
        statistics.affine(weight: parameters[norm.weight], bias: parameters[norm.bias], channels: input.shape.channels,
                          scale: scale.base, shift: shift.base)
        return Value(input.tensor, readers: readers(of: node.name),
                     normalisation: .init(scale: scale, shift: shift, mean: mean, inverse: inverse))
    }

    /// dβ = Σ dz; dγ = Σ dz · x̂; dx = γ/√(variance + ε) · (dz − mean(dz) − x̂ · mean(dz · x̂)).
    func normaliseBackward(_ node: Node, _ norm: InstanceNorm, _ value: Value, _ gradients: inout ParameterValues) {
        guard let gradient = value.takeGradient(), let normalisation = value.normalisation else { return }
        let (blocks, planes) = (Layout.blocks(value.shape.channels), value.shape.extent.depth)
        var sums = [Double](repeating: 0, count: blocks * planes * 2 * Layout.block)
        sums.withUnsafeMutableBufferPointer { sums in
            context.forEachSlice(of: value.shape) { range in
                var call = mk_norm_gradient(value, normalisation, gradient, range)
                context.machine.kernels.norm_gradient_sums(&call, sums.baseAddress! + call.slice(range) * 2 * Layout.block)
            }
        }
        let (mean, meanProduct) = (Tensor(normalisation.mean.shape, layout: .blocked), Tensor(normalisation.mean.shape, layout: .blocked))
        for channel in 0..<norm.channels {
            let (block, lane) = (channel / Layout.block, channel % Layout.block)
            var (sum, product) = (0.0, 0.0)
            for plane in 0..<planes {
                let base = (block * planes + plane) * 2 * Layout.block + lane
                sum += sums[base]
                product += sums[base + Layout.block]
            }
            gradients[norm.bias][channel] += Float(sum)
            gradients[norm.weight][channel] += Float(product)
            mean.base[channel] = Float(sum / Double(value.shape.extent.voxels))
            meanProduct.base[channel] = Float(product / Double(value.shape.extent.voxels))
        }
        context.forEachSlice(of: value.shape) { range in
            var call = mk_norm_gradient(value, normalisation, gradient, range)
            let first = range.lowerBound / (value.shape.extent.voxels * Layout.block) * Layout.block
            context.machine.kernels.norm_gradient_apply(&call, mean.base + first, meanProduct.base + first)
        }
        input(of: node).receive(gradient, context)
    }

    /// The statistics' sums of a tensor whose operation left none.
    private func sums(of tensor: Tensor) -> [Double] {
        let (extent, blocks) = (tensor.shape.extent, tensor.blockPointers)
        var sums = [Double](repeating: 0, count: blocks.count * 2 * Layout.block)
        for (block, pointer) in blocks.enumerated() {
            sums.withUnsafeMutableBufferPointer {
                context.machine.kernels.box_sums(pointer, extent.width * Layout.block, extent.height * extent.width * Layout.block,
                                                 extent.depth, extent.height, extent.width, $0.baseAddress! + block * 2 * Layout.block)
            }
        }
        return sums
    }
}

extension mk_norm_gradient {
    /// A call for the floats in `range`, which lie in one block.
    fileprivate init(_ value: Value, _ normalisation: Value.Normalisation, _ gradient: Tensor, _ range: Range<Int>) {
        let first = range.lowerBound / (value.shape.extent.voxels * Layout.block) * Layout.block
        self.init(x: value.tensor.base + range.lowerBound, gradient: gradient.base + range.lowerBound, voxels: range.count / Layout.block,
                  scale: normalisation.scale.base + first, shift: normalisation.shift.base + first, mean: normalisation.mean.base + first,
                  inverse: normalisation.inverse.base + first, slope: value.activationSlope)
    }

    /// The number of the slice that starts at this range.
    fileprivate func slice(_ range: Range<Int>) -> Int { range.lowerBound / range.count }
}
