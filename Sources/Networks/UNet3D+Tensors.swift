extension UNet3D {
    /// Reads widths, modality count and outputs off the shapes of a checkpoint's tensors; nil if they are not a U-Net's.
    public init?(tensorShapes shapes: [String: [Int]]) {
        var widths: [Int] = []
        while let shape = shapes["encoder.\(widths.count).conv1.weight"], shape.count == 5, shape[0] > 0 { widths.append(shape[0]) }
        guard widths.count >= 2, let bottom = widths.last, let up = shapes["up.0.weight"]?.first, up % bottom == 0,
              let outputs = shapes["head.weight"]?.first, (widths + [outputs]).allSatisfy(Graph.channelRange.contains),
              1...ModalitySubset.limit ~= up / bottom else { return nil }
        self.init(widths: widths, modalities: up / bottom, outputs: outputs)
    }
}
