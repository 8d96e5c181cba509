import Tensors

extension MetaKDResNet {
    var decoderNodes: [Node] {
        var nodes = [Node("bottleneck", .impute(Impute(tap: MetaKDResNet.bottleneck)))]
        var (input, channels) = ("bottleneck", modalities * aspp)
        for level in decoder.indices.reversed() {
            nodes += levelNodes(level, channels, of: input)
            (input, channels) = ("level\(level)", decoder[level])
        }
        let head = Convolution(inputChannels: channels, outputChannels: outputs, kernel: Triple(1), weight: "shared_dec.cls_conv.0.weight")
        return nodes + [Node("head", .convolution(head), [input]), Node("logits", .resize(Resize(factor: Triple(1, 2, 2))), ["head"])]
    }

    /// A transposed convolution, plus the joined skip features of the level, through a basic block, activated as `level`.
    private func levelNodes(_ level: Int, _ channels: Int, of input: String) -> [Node] {
        let (width, name, tensors) = (decoder[level], "level\(level)", "shared_dec.")
        let up = Convolution(inputChannels: channels, outputChannels: width, kernel: Triple(2), stride: Triple(2),
                             weight: "\(tensors)transposeconv_stage\(level).weight")
        var nodes = [Node("\(name).up", .transposedConvolution(up), [input]),
                     Node("\(name).skip", .impute(Impute(tap: MetaKDResNet.skips[level], rule: .zeroImage)))]
        nodes += unit("\(name).shortcut", modalities * skipChannels[level], width, weight: "\(tensors)shortcut_conv\(level).0",
                      norm: "\(tensors)shortcut_conv\(level).1", of: "\(name).skip")
        nodes.append(Node("\(name).joined", .add, ["\(name).up", "\(name).shortcut.act"]))
        let block = "\(tensors)stage\(level)_de."
        nodes += unit("\(name).1", width, width, kernel: 3, weight: block + "conv1", norm: block + "norm1", of: "\(name).joined")
        nodes += unit("\(name).2", width, width, kernel: 3, weight: block + "conv2", norm: block + "norm2", isActivated: false, of: "\(name).1.act")
        return nodes + [Node("\(name).sum", .add, ["\(name).2.norm", "\(name).joined"]), Node(name, .leakyReLU(LeakyReLU()), ["\(name).sum"])]
    }
}
