import Tensors

/// The compact MetaKD U-Net: one encoder shared by all modalities, imputation at the bottleneck and at every skip.
///
/// Level l of the encoder works at 1/2^l of the resolution with `widths[l]` channels; D, H and W of the image must be
/// multiples of 2^(levels − 1). Its output is one logit per region, [outputs, D, H, W].
public struct UNet3D: Hashable, Sendable {
    /// Channels per level, finest first; at least two levels.
    public var widths = [16, 32, 64, 128]
    /// Modalities N.
    public var modalities = 4
    /// Output logits.
    public var outputs = 3

    public init(widths: [Int] = [16, 32, 64, 128], modalities: Int = 4, outputs: Int = 3) {
        precondition(widths.count >= 2, "\(widths.count) levels, a U-Net has at least 2")
        self.widths = widths
        self.modalities = modalities
        self.outputs = outputs
    }

    public var graph: Graph {
        Graph(modalities: modalities, encoders: [.init(channels: 1, nodes: encoder)], decoder: decoder, distilled: tap(widths.count - 1))
    }

    private func tap(_ level: Int) -> String { "encoder.\(level).act2" }

    private var encoder: [Node] {
        var nodes: [Node] = []
        var input = Node.image
        for (level, width) in widths.enumerated() {
            if level > 0 {
                nodes.append(Node("encoder.\(level).pool", .maxPool(MaxPool()), [input]))
                input = "encoder.\(level).pool"
            }
            nodes += block("encoder.\(level)", level == 0 ? 1 : widths[level - 1], width, input)
            input = tap(level)
        }
        return nodes
    }

    private var decoder: [Node] {
        let bottom = widths.count - 1
        var nodes = [Node("bottleneck", .impute(Impute(tap: tap(bottom))))]
        var (input, channels) = ("bottleneck", modalities * widths[bottom])
        for step in 0..<bottom {
            let level = bottom - 1 - step
            let up = Convolution(inputChannels: channels, outputChannels: widths[level], kernel: Triple(2), stride: Triple(2),
                                 weight: "up.\(step).weight")
            nodes += [Node("up.\(step)", .transposedConvolution(up), [input]),
                      Node("skip.\(step)", .impute(Impute(tap: tap(level)))),
                      Node("join.\(step)", .concatenate, ["up.\(step)", "skip.\(step)"])]
            nodes += block("decoder.\(step)", (1 + modalities) * widths[level], widths[level], "join.\(step)")
            (input, channels) = ("decoder.\(step).act2", widths[level])
        }
        let head = Convolution(inputChannels: channels, outputChannels: outputs, kernel: Triple(1), weight: "head.weight", bias: "head.bias")
        return nodes + [Node("head", .convolution(head), [input])]
    }

    /// (3×3×3 convolution, instance norm, leaky ReLU) twice.
    private func block(_ name: String, _ inputs: Int, _ outputs: Int, _ input: String) -> [Node] {
        var nodes: [Node] = []
        var (source, channels) = (input, inputs)
        for part in 1...2 {
            let convolution = Convolution(inputChannels: channels, outputChannels: outputs, kernel: Triple(3), padding: Triple(1),
                                          weight: "\(name).conv\(part).weight")
            let norm = InstanceNorm(channels: outputs, weight: "\(name).norm\(part).weight", bias: "\(name).norm\(part).bias")
            nodes += [Node("\(name).conv\(part)", .convolution(convolution), [source]),
                      Node("\(name).norm\(part)", .instanceNorm(norm), ["\(name).conv\(part)"]),
                      Node("\(name).act\(part)", .leakyReLU(LeakyReLU()), ["\(name).norm\(part)"])]
            (source, channels) = ("\(name).act\(part)", outputs)
        }
        return nodes
    }
}
