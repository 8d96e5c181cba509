extension UNet3D {
    /// Reads widths, modality count, outputs and form off the shapes of a checkpoint's tensors; nil if they are not a U-Net's.
    public init?(tensorShapes shapes: [String: [Int]]) {
        let isAdapted = shapes["encoder.0.norm1.0.weight"] != nil, owner = isAdapted ? ".0" : ""
        let isHalved = shapes["stem\(owner).weight"] != nil
        func width(_ level: Int) -> Int? {
            let shape = shapes["encoder.\(level).conv1\(level == 0 && !isHalved ? owner : "").weight"]
            return shape.flatMap { $0.count == 5 && $0[0] > 0 ? $0[0] : nil }
        }
        var widths: [Int] = []
        while let next = width(widths.count) { widths.append(next) }
        // A transposed convolution's second extent is its outputs, a convolution's the first.
        guard widths.count >= 2, let bottom = widths.last, let up = shapes["up.0.weight"]?.first, up % bottom == 0,
              let outputs = shapes["head.weight"]?.dropFirst(isHalved ? 1 : 0).first, (widths + [outputs]).allSatisfy(Graph.channelRange.contains),
              1...ModalitySubset.limit ~= up / bottom else { return nil }
        self.init(widths: widths, modalities: up / bottom, outputs: outputs, isHalved: isHalved, isAdapted: isAdapted)
    }
}
