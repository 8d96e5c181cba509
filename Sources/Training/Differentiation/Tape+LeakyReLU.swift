import CKernels
import Kernels
import Networks
import Tensors

/// a = z for z > 0, else slope · z; keeps nothing of its own: z follows from what is kept before it.
extension Tape {
    func activate(_ node: Node, _ activation: LeakyReLU) -> Value {
        let input = input(of: node)
        precondition(input.slope == 1, "\(node.name) activates an activated value, which is not supported in training")
        return Value(input.tensor, readers: readers(of: node.name), normalisation: input.normalisation, slope: activation.slope)
    }

    /// dz = da · (1 for z > 0, else slope); left to the normalisation's backward where one comes before.
    func activateBackward(_ node: Node, _ activation: LeakyReLU, _ value: Value) {
        guard let gradient = value.takeGradient() else { return }
        let input = input(of: node)
        if input.normalisation != nil, input.readers == 1 {
            input.activationSlope = activation.slope
        } else {
            passActivation(gradient, value)
        }
        input.receive(gradient, context)
    }

    private func passActivation(_ gradient: Tensor, _ value: Value) {
        let channels = Shape(value.shape.channels, 1, 1, 1)
        let (zeros, ones) = (Tensor(channels, layout: .blocked), Tensor(channels, layout: .blocked))
        ones.storage.update(repeating: 1)
        let (scale, shift) = (value.normalisation?.scale ?? ones, value.normalisation?.shift ?? zeros)
        context.forEachSlice(of: value.shape) { range in
            let x = value.tensor.base + range.lowerBound, g = gradient.base + range.lowerBound
            let first = range.lowerBound / (value.shape.extent.voxels * Layout.block) * Layout.block
            for i in 0..<range.count {
                let channel = first + i % Layout.block
                if x[i] * scale.base[channel] + shift.base[channel] <= 0 { g[i] *= value.slope }
            }
        }
    }
}
