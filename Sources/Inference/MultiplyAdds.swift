import Kernels
import Networks
import Tensors

extension Program {
    /// Multiply-adds of its convolutions as they are computed.
    var multiplyAdds: Int { steps.reduce(0) { $0 + multiplyAdds(of: $1) } }

    /// Those of one step, with those by which it computes its inputs.
    func multiplyAdds(of step: Step) -> Int {
        guard case .convolve(let step) = step else { return 0 }
        return step.inputs.reduce(0) { $0 + $1.shape.channels } * step.outputShape.channels * step.method.multiplyAdds
            + step.inputs.reduce(0) { $0 + recomputedMultiplyAdds(of: $1, in: step) }
    }

    private func recomputedMultiplyAdds(of operand: Operand, in reader: Step.Convolve) -> Int {
        guard case .buffer(let buffer) = operand.place, case .recomputed(let number) = buffers[buffer].storage, case .convolve(let maker) = steps[number],
              let method = reader.method as? WinogradConvolution else { return 0 }
        return method.loadedVoxels * maker.method.geometry.kernel.product * operand.shape.channels
    }
}

extension Graph {
    /// Multiply-adds of the convolutions as the graph is written: the encoder for each present modality (for all, if some feature is
    /// imputed by `zeroImage`), and a decoder that reads the features of all, imputed ones included.
    public func multiplyAdds(present: ModalitySubset, extent: Extent) throws(GraphError) -> Int {
        let shapes = try shapes(for: extent)
        func sum(_ nodes: [Node], _ known: [String: Shape]) -> Int {
            nodes.reduce(0) { sum, node in
                guard let (convolution, isTransposed) = node.convolution else { return sum }
                return sum + convolution.multiplyAdds(input: known[node.inputs[0]]!.extent, isTransposed: isTransposed)
            }
        }
        let encoded = imputesZeroImages ? Array(0..<modalities) : present.indices
        return sum(decoder, shapes.decoder) + encoded.reduce(0) { total, modality in
            let section = encoderIndex(of: modality)
            return total + sum(encoders[section].nodes, shapes.encoders[section])
        }
    }
}

extension Graph {
    /// Whether a feature of an absent modality comes from an image of zeros.
    var imputesZeroImages: Bool {
        decoder.contains { if case .impute(let impute) = $0.operation { impute.rule == .zeroImage } else { false } }
    }
}

extension Convolution {
    fileprivate func multiplyAdds(input: Extent, isTransposed: Bool) -> Int {
        inputChannels * outputChannels * geometry(input: input, isTransposed: isTransposed)!.multiplyAdds
    }
}
