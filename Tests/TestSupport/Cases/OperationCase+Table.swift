import Networks
import Tensors

/// The table of operation cases. Names of nodes: `start` is a convolution of the image, `end` the encoder's last node,
/// `head` the decoder's convolution to the outputs.
extension OperationCase {
    public static let all = convolutions + products + normalisations + activations + pools + joins + imputations + endings
        + sums + means + resizes + zeroImages + residualNetworks + networks

    public static let trainable = all.filter(\.isTrainable)

    private static let networks = [(true, false), (false, true), (true, true)].map { isHalved, isAdapted in
        OperationCase(name: "U-Net\(isHalved ? ", halved" : "")\(isAdapted ? ", adapted" : "")",
                      graph: UNet3D(widths: [3, 17], modalities: 3, outputs: 2, isHalved: isHalved, isAdapted: isAdapted).graph,
                      extent: isHalved ? Extent(4, 4, 8) : Extent(2, 4, 4))
    }

    private static let convolutions = ConvolutionCase.all.map { c in
        let reach = zip(c.kernel.values, c.dilation.values).map { ($0 - 1) * $1 }
        let isTrainable = c.isTransposed || c.stride == Triple(1) && zip(c.padding.values, reach).allSatisfy(<=)
        return encoding("\(c)", channels: c.inputs, isTrainable: isTrainable, c.extent) {
            [Node("end", c.operation(weight: "end.weight", bias: "end.bias"), ["start"])]
        }
    } + [
        encoding("strided convolution of an image of one channel", Extent(5, 6, 7)) {
            [convolution("end", 1, 5, Triple(3), stride: Triple(2), padding: Triple(1), of: Node.image)]
        },
        encoding("strided convolution of an image of three channels", images: 3, Extent(5, 6, 7)) {
            [convolution("end", 3, 5, Triple(3), stride: Triple(2, 1, 3), padding: Triple(1), of: Node.image)]
        },
        encoding("convolution of a normalised and activated value", channels: 18, biased: false, Extent(4, 5, 6)) {
            [norm("norm", 18, of: "start"), activation("act", of: "norm"), convolution("end", 18, 4, Triple(3), padding: Triple(1), of: "act")]
        },
        encoding("transposed convolution of a normalised and activated value", channels: 18, biased: false, Extent(4, 5, 6)) {
            [norm("norm", 18, of: "start"), activation("act", of: "norm"), transposed("end", 18, 4, of: "act")]
        },
        encoding("one tensor of weights in two convolutions", channels: 4, Extent(3, 4, 5)) {
            [convolution("middle", 4, 4, Triple(1), weight: "shared", of: "start"), convolution("end", 4, 4, Triple(1), weight: "shared", of: "middle")]
        },
    ]

    private static let products = [
        encoding("1×1×1 convolution over many blocks and voxels", channels: 35, biased: false, Extent(5, 6, 7)) {
            [norm("norm", 35, of: "start"), activation("act", of: "norm"), convolution("middle", 35, 50, Triple(1), biased: false, of: "act"),
             norm("second", 50, of: "middle"), convolution("end", 50, 20, Triple(1), of: "second")]
        },
        encoding("1×1×1 convolution with stride", channels: 18, biased: false, isTrainable: false, Extent(5, 6, 9)) {
            [norm("norm", 18, of: "start"), activation("act", of: "norm"), convolution("down", 18, 33, Triple(1), stride: Triple(2), biased: false, of: "act"),
             norm("end", 33, of: "down")]
        },
        encoding("1×1×1 convolution over more than 64 blocks", channels: 16 * 66 + 2, Extent(1, 2, 3)) {
            [convolution("end", 16 * 66 + 2, 3, Triple(1), of: "start")]
        },
        encoding("7×7×7 convolution of an image with stride", isTrainable: true, Extent(5, 9, 30)) {
            [convolution("end", 1, 18, Triple(7), stride: Triple(1, 2, 2), padding: Triple(3), of: Node.image)]
        },
    ]

    private static let normalisations = [
        encoding("norm of one voxel", channels: 18, Extent(1, 1, 1)) { [norm("end", 18, of: "start")] },
        encoding("norm of a convolution", channels: 17, biased: false, Extent(3, 5, 7)) { [norm("end", 17, of: "start")] },
        encoding("norm of an image", Extent(3, 5, 7)) { [norm("end", 1, of: Node.image)] },
        encoding("norm of a pool", channels: 5, biased: false, Extent(4, 6, 4)) {
            [pool("pool", Triple(2), of: "start"), norm("end", 5, of: "pool")]
        },
        encoding("norm of a transposed convolution", channels: 3, Extent(3, 4, 5)) {
            [transposed("up", 3, 19, biased: false, of: "start"), norm("end", 19, of: "up")]
        },
        encoding("two norms of one convolution", channels: 6, biased: false, Extent(4, 4, 5)) {
            [norm("first", 6, of: "start"), norm("second", 6, of: "start"), join("join", "first", "second"), convolution("end", 12, 5, Triple(3), of: "join")]
        },
        encoding("norm of an activated convolution", channels: 5, isTrainable: false, Extent(3, 4, 5)) {
            [activation("act", of: "start"), norm("end", 5, of: "act")]
        },
        encoding("norm of a norm", channels: 5, isTrainable: false, Extent(3, 4, 5)) { [norm("first", 5, of: "start"), norm("end", 5, of: "first")] },
    ]

    private static let activations = [
        encoding("activated convolution", channels: 17, Extent(3, 4, 5)) { [activation("end", of: "start")] },
        encoding("ReLU of a convolution", channels: 5, Extent(3, 4, 5)) { [activation("end", slope: 0, of: "start")] },
        encoding("activated norm", channels: 20, biased: false, Extent(3, 4, 5)) {
            [norm("norm", 20, of: "start"), activation("end", slope: 0.2, of: "norm")]
        },
        encoding("activated image", Extent(3, 4, 5)) {
            [activation("act", slope: 0.3, of: Node.image), convolution("end", 1, 5, Triple(2), of: "act")]
        },
        encoding("activated image of two channels", images: 2, Extent(3, 4, 5)) {
            [activation("act", slope: 0.3, of: Node.image), convolution("end", 2, 5, Triple(2), of: "act")]
        },
        encoding("norm read with and without activation", channels: 6, biased: false, Extent(3, 4, 5)) {
            [norm("norm", 6, of: "start"), activation("act", of: "norm"), join("join", "act", "norm"), convolution("end", 12, 5, Triple(2), of: "join")]
        },
        encoding("convolution read with and without activation", channels: 6, Extent(3, 4, 5)) {
            [activation("act", slope: 0.1, of: "start"), join("join", "start", "act"), convolution("end", 12, 5, Triple(2), of: "join")]
        },
        encoding("norm activated with two slopes", channels: 6, biased: false, Extent(3, 4, 5)) {
            [norm("norm", 6, of: "start"), activation("steep", slope: 0.5, of: "norm"), activation("flat", of: "norm"), join("join", "flat", "steep"),
             convolution("end", 12, 5, Triple(1), of: "join")]
        },
        encoding("activation of an activation", channels: 5, isTrainable: false, Extent(3, 4, 5)) {
            [activation("act", slope: 0.5, of: "start"), activation("end", slope: 0.5, of: "act")]
        },
        encoding("activation of an activated image", isTrainable: false, Extent(3, 4, 5)) {
            [activation("once", slope: 0.5, of: Node.image), activation("twice", slope: 0.5, of: "once"), convolution("end", 1, 4, Triple(2), of: "twice")]
        },
    ]

    private static let pools = [
        encoding("pool of a convolution", channels: 17, Extent(4, 6, 10)) { [pool("end", Triple(2), of: "start")] },
        encoding("pool with three sizes", channels: 5, Extent(3, 4, 9)) { [pool("end", Triple(1, 2, 3), of: "start")] },
        encoding("pool of an image", Extent(4, 6, 2)) { [pool("pool", Triple(2), of: Node.image), convolution("end", 1, 5, Triple(1), of: "pool")] },
        encoding("pool of an activated image", Extent(4, 6, 4)) {
            [activation("act", slope: -0.5, of: Node.image), pool("pool", Triple(2), of: "act"), convolution("end", 1, 5, Triple(2), of: "pool")]
        },
        encoding("pool of an image of three channels", images: 3, Extent(4, 6, 2)) {
            [pool("pool", Triple(2), of: Node.image), convolution("end", 3, 5, Triple(1), of: "pool")]
        },
        encoding("pool of a normalised and activated value", channels: 18, biased: false, Extent(4, 6, 6)) {
            [norm("norm", 18, of: "start"), activation("act", of: "norm"), pool("end", Triple(2), of: "act")]
        },
        encoding("pool of overlapping windows", channels: 17, biased: false, isTrainable: false, Extent(7, 8, 9)) {
            [norm("norm", 17, of: "start"), activation("act", of: "norm"), pool("end", Triple(3), stride: Triple(2), padding: Triple(1), of: "act")]
        },
        encoding("pool of windows with gaps", channels: 3, isTrainable: false, Extent(5, 7, 8)) {
            [pool("end", Triple(1, 2, 3), stride: Triple(2, 3, 4), padding: Triple(0, 1, 1), of: "start")]
        },
        encoding("value read by a pool and a convolution", channels: 4, Extent(4, 6, 6)) {
            [pool("pool", Triple(2), of: "start"), transposed("up", 4, 3, of: "pool"), join("join", "up", "start"),
             convolution("end", 7, 5, Triple(3), of: "join")]
        },
    ]

    private static let joins = [
        encoding("concatenation of odd channel counts", channels: 3, Extent(3, 4, 5)) {
            [convolution("other", 3, 17, Triple(3), padding: Triple(1), of: "start"), join("join", "start", "other"),
             convolution("end", 20, 5, Triple(3), padding: Triple(1), of: "join")]
        },
        encoding("concatenation with the image", channels: 3, Extent(3, 4, 5)) {
            [join("join", "start", Node.image), convolution("end", 4, 5, Triple(2), of: "join")]
        },
        encoding("concatenation of a concatenation", channels: 2, Extent(3, 4, 5)) {
            [convolution("other", 2, 16, Triple(1), of: "start"), activation("act", of: "other"), join("inner", "start", "act"), join("join", "inner", "other"),
             convolution("end", 34, 5, Triple(2), of: "join")]
        },
        encoding("transposed convolution of a concatenation", channels: 3, Extent(3, 4, 5)) {
            [convolution("other", 3, 17, Triple(1), of: "start"), join("join", "start", "other"), transposed("end", 20, 5, of: "join")]
        },
    ]
}

extension OperationCase {
    /// Three modalities: features at three taps, normalised or activated or both, imputed for a convolution, a transposed one and a join.
    private static func imputing(_ name: String, encoders: Int) -> OperationCase {
        let sections = (0..<encoders).map { e in
            Graph.Encoder(channels: 1, nodes: [
                convolution("start", 1, 3, Triple(3), padding: Triple(1), weight: "start.\(e)", of: Node.image), activation("act", slope: 0.1, of: "start"),
                pool("pool", Triple(2), of: "act"), convolution("deep", 3, 17, Triple(3), padding: Triple(1), weight: "deep.\(e)", biased: false, of: "pool"),
                norm("norm", 17, of: "deep"), activation("end", of: "norm"),
            ])
        }
        let decoder = [Node("normed", .impute(Impute(tap: "norm"))), Node("activated", .impute(Impute(tap: "end"))), join("bottleneck", "activated", "normed"),
                       transposed("up", 102, 4, of: "bottleneck"), Node("skip", .impute(Impute(tap: "act"))), join("join", "up", "skip"),
                       convolution("middle", 13, 6, Triple(3), padding: Triple(1), of: "join"),
                       join("last", "skip", "middle"), convolution("head", 15, 2, Triple(1), of: "last")]
        return OperationCase(name: name, graph: Graph(modalities: 3, encoders: sections, decoder: decoder, distilled: "end"), extent: Extent(4, 4, 6))
    }

    private static let imputations = [imputing("imputation after a shared encoder", encoders: 1), imputing("imputation after three encoders", encoders: 3)]

    /// The decoder goes on after its head: the last value has to be written out.
    private static let endings = [
        ending("ends in a norm") { [norm("last", 3, of: "head")] },
        ending("ends in an activation") { [activation("last", slope: 0.1, of: "head")] },
        ending("ends in an activated norm") { [norm("norm", 3, of: "head"), activation("last", of: "norm")] },
        ending("ends in a pool", isTrainable: true) { [pool("last", Triple(1, 2, 2), of: "head")] },
    ]

    static func ending(_ name: String, isTrainable: Bool = false, _ nodes: () -> [Node]) -> OperationCase {
        var result = encoding(name, channels: 4, isTrainable: isTrainable, Extent(3, 4, 6)) { [activation("end", of: "start")] }
        result.graph.decoder += nodes()
        return result
    }

    /// One modality: `start` (a 3×3×3 convolution of the image), these nodes, and a head that reads `end`.
    static func encoding(_ name: String, images: Int = 1, channels: Int = 1, biased: Bool = true, isTrainable: Bool = true, _ extent: Extent,
                                 _ nodes: () -> [Node]) -> OperationCase {
        let start = convolution("start", images, channels, Triple(3), padding: Triple(1), biased: biased, of: Node.image)
        let all = nodes(), encoder = (all.contains { $0.inputs.contains("start") } ? [start] : []) + all
        let features = encoder.reversed().compactMap(\.outputChannels).first ?? images
        let decoder = [Node("all", .impute(Impute(tap: "end"))), convolution("head", features, 3, Triple(1), of: "all")]
        let graph = Graph(modalities: 1, encoders: [.init(channels: images, nodes: encoder)], decoder: decoder, distilled: "end")
        return OperationCase(name: name, graph: graph, extent: extent, isTrainable: isTrainable)
    }
}
