import Tensors

/// The published MetaKD network: a 3-D residual encoder with atrous spatial pyramid pooling (ASPP) that all modalities share, and a decoder
/// of transposed convolutions.
///
/// D of the image must be a multiple of 16, H and W of 32. The ASPP feature of an absent modality is the mean of the present ones; its skip
/// features are what the encoder makes of an image of zeros. The output is one logit per region, [outputs, D, H, W].
///
/// Weights are those of a checkpoint with weight standardisation already applied; see `WeightStandardisation`.
public struct MetaKDResNet: Hashable, Sendable {
    /// One stage of bottleneck blocks.
    public struct Stage: Hashable, Sendable {
        public var blocks: Int
        /// Channels inside a block.
        public var width: Int
        /// Channels that a block makes.
        public var outputs: Int

        public init(blocks: Int, width: Int, outputs: Int) {
            self.blocks = blocks
            self.width = width
            self.outputs = outputs
        }
    }

    /// Channels of the first convolution.
    public var stem = 64
    /// Four stages; all but the first halve the resolution.
    public var stages = [Stage(blocks: 3, width: 64, outputs: 256), Stage(blocks: 4, width: 128, outputs: 512),
                         Stage(blocks: 6, width: 256, outputs: 1024), Stage(blocks: 3, width: 320, outputs: 1280)]
    /// Channels of each ASPP branch and of the bottleneck feature.
    public var aspp = 256
    /// Channels of the decoder's levels, finest first.
    public var decoder = [32, 64, 128, 256]
    /// Modalities N.
    public var modalities = 4
    /// Output logits.
    public var outputs = 3

    /// The published widths.
    public init() {}

    public init(stem: Int, stages: [Stage], aspp: Int, decoder: [Int], modalities: Int = 4, outputs: Int = 3) {
        precondition(stages.count == 4 && decoder.count == 4, "\(stages.count) stages and \(decoder.count) decoder levels, expected 4")
        self.stem = stem
        self.stages = stages
        self.aspp = aspp
        self.decoder = decoder
        self.modalities = modalities
        self.outputs = outputs
    }

    public var graph: Graph {
        Graph(modalities: modalities, encoders: [.init(channels: 1, nodes: encoderNodes)], decoder: decoderNodes, distilled: MetaKDResNet.bottleneck)
    }

    /// The encoder node of the bottleneck feature, and those of the skip features L0…L3.
    static let bottleneck = "bottleneck.act"
    static let skips = ["stem.act", "layer1", "layer2", "layer3"]

    /// Channels of L0…L3.
    var skipChannels: [Int] { [stem] + stages[..<3].map(\.outputs) }

    /// A convolution without bias, an instance norm, and unless it is left out an activation `name.act`.
    ///
    /// - Parameters:
    ///   - weight: The tensor's name without `.weight`; `norm` is that of the norm.
    func unit(_ name: String, _ inputs: Int, _ outputs: Int, kernel: Int = 1, stride: Triple = Triple(1), dilation: Int = 1, weight: String,
              norm: String, isActivated: Bool = true, of input: String) -> [Node] {
        let convolution = Convolution(inputChannels: inputs, outputChannels: outputs, kernel: Triple(kernel), stride: stride, dilation: Triple(dilation),
                                      padding: Triple(kernel / 2 * dilation), weight: weight + ".weight")
        let nodes = [Node("\(name).conv", .convolution(convolution), [input]),
                     Node("\(name).norm", .instanceNorm(InstanceNorm(channels: outputs, weight: norm + ".weight", bias: norm + ".bias")), ["\(name).conv"])]
        return isActivated ? nodes + [Node("\(name).act", .leakyReLU(LeakyReLU()), ["\(name).norm"])] : nodes
    }
}
