import Tensors

/// The compact MetaKD U-Net: one encoder shared by all modalities, imputation at the bottleneck and at every skip.
///
/// Level l of the encoder works at 1/2^l of the resolution with `widths[l]` channels, or at half of that if it `isHalved`; D, H and W
/// of the image must be multiples of 2^(levels − 1), or twice as much. Its output is one logit per region, [outputs, D, H, W].
public struct UNet3D: Hashable, Sendable {
    /// Channels per level, finest first; at least two levels.
    public var widths = [16, 32, 64, 128]
    /// Modalities N.
    public var modalities = 4
    /// Output logits.
    public var outputs = 3
    /// Whether a stem (4×4×4 convolution of stride 2, norm, leaky ReLU) comes before the first level and a transposed convolution makes
    /// the logits: an eighth of the work, so that a patch can hold the whole brain. A block of 2×2×2 voxels then has all its logits from one
    /// vector of features, which one more convolution therefore makes twice as long.
    public var isHalved = false
    /// Whether each modality has a first convolution and norms of its own, where it would otherwise have to be recognised by its
    /// intensities; all other convolutions of the encoder serve every modality.
    public var isAdapted = false

    public init(widths: [Int] = [16, 32, 64, 128], modalities: Int = 4, outputs: Int = 3, isHalved: Bool = false, isAdapted: Bool = false) {
        precondition(widths.count >= 2, "\(widths.count) levels, a U-Net has at least 2")
        self.widths = widths
        self.modalities = modalities
        self.outputs = outputs
        self.isHalved = isHalved
        self.isAdapted = isAdapted
    }

    public var graph: Graph {
        let owners = isAdapted ? (0..<modalities).map { ".\($0)" } : [""]
        return Graph(modalities: modalities, encoders: owners.map { .init(channels: 1, nodes: encoder(owner: $0)) }, decoder: decoder,
                     distilled: tap(widths.count - 1))
    }

    /// By what the extents of an image must divide.
    public var extentMultiple: Int { 1 << (widths.count - (isHalved ? 0 : 1)) }

    private func tap(_ level: Int) -> String { "encoder.\(level).act2" }

    /// - Parameter owner: What the names of the tensors end in that are this encoder's own.
    private func encoder(owner: String) -> [Node] {
        var nodes: [Node] = []
        var (input, channels) = (Node.image, 1)
        if isHalved {
            let stem = Convolution(inputChannels: 1, outputChannels: widths[0], kernel: Triple(4), stride: Triple(2), padding: Triple(1),
                                   weight: "stem\(owner).weight")
            nodes += normalised("stem", stem, input, norm: "stem.norm", act: "stem.act", owner: owner)
            (input, channels) = ("stem.act", widths[0])
        }
        for (level, width) in widths.enumerated() {
            if level > 0 {
                nodes.append(Node("encoder.\(level).pool", .maxPool(MaxPool()), [input]))
                input = "encoder.\(level).pool"
            }
            nodes += block("encoder.\(level)", channels, width, input, owner: owner)
            (input, channels) = (tap(level), width)
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
        if isHalved {
            let finish = Convolution(inputChannels: channels, outputChannels: 2 * channels, kernel: Triple(3), padding: Triple(1), weight: "finish.weight")
            nodes += normalised("finish", finish, input, norm: "finish.norm", act: "finish.act")
            (input, channels) = ("finish.act", 2 * channels)
        }
        let head = Convolution(inputChannels: channels, outputChannels: outputs, kernel: Triple(isHalved ? 2 : 1), stride: Triple(isHalved ? 2 : 1),
                               weight: "head.weight", bias: "head.bias")
        return nodes + [Node("head", isHalved ? .transposedConvolution(head) : .convolution(head), [input])]
    }

    /// (3×3×3 convolution, instance norm, leaky ReLU) twice.
    private func block(_ name: String, _ inputs: Int, _ outputs: Int, _ input: String, owner: String = "") -> [Node] {
        var nodes: [Node] = []
        var (source, channels) = (input, inputs)
        for part in 1...2 {
            let own = source == Node.image ? owner : ""
            let convolution = Convolution(inputChannels: channels, outputChannels: outputs, kernel: Triple(3), padding: Triple(1),
                                          weight: "\(name).conv\(part)\(own).weight")
            nodes += normalised("\(name).conv\(part)", convolution, source, norm: "\(name).norm\(part)", act: "\(name).act\(part)", owner: owner)
            (source, channels) = ("\(name).act\(part)", outputs)
        }
        return nodes
    }

    /// A convolution, instance norm, leaky ReLU.
    private func normalised(_ name: String, _ convolution: Convolution, _ input: String, norm: String, act: String, owner: String = "") -> [Node] {
        let instanceNorm = InstanceNorm(channels: convolution.outputChannels, weight: "\(norm)\(owner).weight", bias: "\(norm)\(owner).bias")
        return [Node(name, .convolution(convolution), [input]), Node(norm, .instanceNorm(instanceNorm), [name]),
                Node(act, .leakyReLU(LeakyReLU()), [norm])]
    }
}
