import Kernels
import Networks
import Tensors

/// Over the records of a batch, which lie along the spatial axes, batch norm is the instance norm of the batch: its value is deferred in the
/// same way and has the same gradient. In evaluation it is a scale and a shift that nothing flows back through.
extension Tape {
    func normalise(_ node: Node, _ norm: BatchNorm, _ parameters: ParameterValues) -> Value {
        switch context.mode {
        case .training:
            let value = normalise(node, norm.overBatch, parameters)
            context.batchStatistics.append(statistics(of: value, norm))
            return value
        case .evaluation: return normaliseByRunningStatistics(node, norm, parameters)
        }
    }

    func normaliseBackward(_ node: Node, _ norm: BatchNorm, _ value: Value, _ gradients: inout ParameterValues) {
        guard case .training = context.mode else { preconditionFailure("\(node.name): no gradient flows through running statistics") }
        normaliseBackward(node, norm.overBatch, value, &gradients)
    }

    private func normaliseByRunningStatistics(_ node: Node, _ norm: BatchNorm, _ parameters: ParameterValues) -> Value {
        let input = input(of: node)
        precondition(input.normalisation == nil && input.slope == 1, "\(node.name) reads a normalised or activated value, which is not supported in training")
        let channels = Shape(norm.channels, 1, 1, 1)
        let (scale, shift, mean) = (Tensor(channels, layout: .blocked), Tensor(channels, layout: .blocked), Tensor(channels, layout: .blocked))
        let (weight, bias, running) = (parameters[norm.weight], parameters[norm.bias], parameters[norm.mean])
        for (channel, factor) in norm.scale(weight: weight, variance: parameters[norm.variance]).enumerated() {
            scale.base[channel] = factor
            shift.base[channel] = bias[channel].addingProduct(-factor, running[channel])
        }
        return Value(input.tensor, readers: readers(of: node.name), normalisation: .init(scale: scale, shift: shift, mean: mean, inverse: mean))
    }

    /// Mean, and variance from 1 / √(variance + ε), made unbiased.
    private func statistics(of value: Value, _ norm: BatchNorm) -> BatchStatistics {
        let (count, normalisation) = (Double(value.shape.extent.voxels), value.normalisation!)
        let variance = (0..<norm.channels).map { channel -> Float in
            let inverse = Double(normalisation.inverse.base[channel])
            return inverse > 0 ? Float(max(0, 1 / (inverse * inverse) - norm.epsilon) * count / max(count - 1, 1)) : 0
        }
        return BatchStatistics(norm: norm, mean: (0..<norm.channels).map { normalisation.mean.base[$0] }, variance: variance)
    }
}

extension BatchNorm {
    fileprivate var overBatch: InstanceNorm { InstanceNorm(channels: channels, epsilon: epsilon, weight: weight, bias: bias) }
}
