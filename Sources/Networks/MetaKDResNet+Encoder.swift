import Tensors

extension MetaKDResNet {
    var encoderNodes: [Node] {
        let tensors = "shared_enc.backbone."
        var nodes = unit("stem", 1, stem, kernel: 7, stride: Triple(1, 2, 2), weight: tensors + "conv1", norm: tensors + "norm1", of: Node.image)
        nodes.append(Node("pool", .maxPool(MaxPool(size: Triple(3), stride: Triple(2), padding: Triple(1))), ["stem.act"]))
        var (input, channels) = ("pool", stem)
        for (index, stage) in stages.enumerated() {
            for block in 0..<stage.blocks {
                // A stage's last block carries the stage's name, which the decoder's taps use.
                let name = block == stage.blocks - 1 ? "layer\(index + 1)" : "layer\(index + 1).\(block)"
                let stride = index > 0 && block == 0 ? 2 : 1
                nodes += bottleneckBlock(name, channels, stage, stride: stride, tensors: "\(tensors)layer\(index + 1).\(block).", isFirst: block == 0, of: input)
                (input, channels) = (name, stage.outputs)
            }
        }
        return nodes + pyramid(channels, of: input)
    }

    /// 1×1×1, 3×3×3 and 1×1×1 convolutions, plus the input (projected in a stage's first block), activated as `name`.
    private func bottleneckBlock(_ name: String, _ inputs: Int, _ stage: Stage, stride: Int, tensors: String, isFirst: Bool, of input: String) -> [Node] {
        let (width, outputs, step) = (stage.width, stage.outputs, Triple(stride))
        var nodes = unit("\(name).1", inputs, width, weight: tensors + "conv1", norm: tensors + "norm1", of: input)
        nodes += unit("\(name).2", width, width, kernel: 3, stride: step, weight: tensors + "conv2", norm: tensors + "norm2", of: "\(name).1.act")
        nodes += unit("\(name).3", width, outputs, weight: tensors + "conv3", norm: tensors + "norm3", isActivated: false, of: "\(name).2.act")
        var shortcut = input
        if isFirst {
            nodes += unit("\(name).shortcut", inputs, outputs, stride: step, weight: tensors + "downsample.0", norm: tensors + "downsample.1",
                          isActivated: false, of: input)
            shortcut = "\(name).shortcut.norm"
        }
        return nodes + [Node("\(name).sum", .add, ["\(name).3.norm", shortcut]), Node(name, .leakyReLU(LeakyReLU()), ["\(name).sum"])]
    }

    /// ASPP: a 1×1×1 convolution, three 3×3×3 ones with dilation, and the global mean, side by side.
    private func pyramid(_ channels: Int, of input: String) -> [Node] {
        let (reduced, tensors) = ("reduced.act", "shared_enc.aspp.")
        var nodes = unit("reduced", channels, aspp, weight: "shared_enc.asppreduce.0", norm: "shared_enc.asppreduce.1", of: input)
        for (branch, dilation) in [(1, 1), (2, 2), (3, 4), (4, 8)] {
            nodes += unit("branch\(branch)", aspp, aspp, kernel: branch == 1 ? 1 : 3, dilation: dilation, weight: "\(tensors)branch\(branch).0",
                          norm: "\(tensors)branch\(branch).1", of: reduced)
        }
        nodes.append(Node("mean", .globalMean, [reduced]))
        nodes += unit("branch5", aspp, aspp, weight: tensors + "branch5_conv", norm: tensors + "branch5_norm", of: "mean")
        nodes += [Node("branch5.spread", .spread, ["branch5.act", reduced]),
                  Node("pyramid", .concatenate, (1...4).map { "branch\($0).act" } + ["branch5.spread"])]
        return nodes + unit("bottleneck", 5 * aspp, aspp, weight: tensors + "conv_cat.0", norm: tensors + "conv_cat.1", of: "pyramid")
    }
}
