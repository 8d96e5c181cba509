extension MetaKDResNet {
    /// Reads widths, modality count and outputs off the shapes of a checkpoint's tensors; nil if they are not this network's.
    public init?(tensorShapes shapes: [String: [Int]]) {
        func outputs(_ name: String) -> Int? {
            guard let shape = shapes[name + ".weight"], shape.count == 5, Graph.channelRange.contains(shape[0]) else { return nil }
            return shape[0]
        }
        let backbone = "shared_enc.backbone."
        var stages: [Stage] = []
        for stage in 1...4 {
            // Up to the last block of which there is any tensor, so that one that lacks some is named.
            let prefix = "\(backbone)layer\(stage)."
            let numbers = shapes.keys.filter { $0.hasPrefix(prefix) }.compactMap { Int($0.dropFirst(prefix.count).prefix { $0 != "." }) }
            guard let last = numbers.max(), 0..<MetaKDResNet.blockLimit ~= last else { return nil }
            let blocks = last + 1
            guard let width = outputs("\(backbone)layer\(stage).0.conv1"), let made = outputs("\(backbone)layer\(stage).0.conv3") else { return nil }
            stages.append(Stage(blocks: blocks, width: width, outputs: made))
        }
        let levels = (0..<4).compactMap { outputs("shared_dec.shortcut_conv\($0).0") }
        guard let stem = outputs(backbone + "conv1"), let aspp = outputs("shared_enc.asppreduce.0"), let logits = outputs("shared_dec.cls_conv.0"),
              levels.count == 4, let joined = shapes["shared_dec.shortcut_conv0.0.weight"]?[1], joined % stem == 0,
              1...ModalitySubset.limit ~= joined / stem else { return nil }
        self.init(stem: stem, stages: stages, aspp: aspp, decoder: levels, modalities: joined / stem, outputs: logits)
    }

    /// The tensors off whose shapes the widths are read, without which there is no network; each has five extents.
    public static let widthTensors = ["shared_enc.backbone.conv1.weight"]
        + (1...4).flatMap { ["shared_enc.backbone.layer\($0).0.conv1.weight", "shared_enc.backbone.layer\($0).0.conv3.weight"] }
        + ["shared_enc.asppreduce.0.weight"] + (0..<4).map { "shared_dec.shortcut_conv\($0).0.weight" } + ["shared_dec.cls_conv.0.weight"]

    private static let blockLimit = 100

    /// Whether a convolution tensor is standardised before use: all are but transposed convolutions and the head.
    public static func isStandardised(_ tensor: String) -> Bool { !tensor.contains("transposeconv_stage") && !tensor.contains("cls_conv") }
}
