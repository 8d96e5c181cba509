import Networks
import Tensors

/// Cases of the operations that residual networks are made of. The trainer refuses them.
extension OperationCase {
    static let sums = [
        sum("sum of a norm and an activated norm", channels: 18) {
            [norm("norm", 18, of: "start"), convolution("other", 18, 18, Triple(1), biased: false, of: "norm"), norm("second", 18, of: "other"),
             activation("act", of: "second"), add("end", "norm", "act")]
        },
        sum("sum of convolutions, activated", channels: 5) {
            [convolution("other", 5, 5, Triple(3), padding: Triple(1), of: "start"), add("sum", "start", "other"), activation("end", slope: 0.1, of: "sum")]
        },
        sum("sum of a value and itself", channels: 5) { [norm("norm", 5, of: "start"), add("end", "norm", "norm")] },
        sum("sum of a value before and after its norm", channels: 5) {
            [norm("norm", 5, of: "start"), activation("act", slope: -0.5, of: "norm"), add("end", "start", "act")]
        },
        sum("sum whose first addend is read after it", channels: 4) {
            [convolution("other", 4, 4, Triple(1), of: "start"), add("sum", "start", "other"), join("join", "start", "sum", "other"),
             convolution("end", 12, 5, Triple(2), of: "join")]
        },
        sum("sum whose addends are both read after it", channels: 4) {
            [convolution("other", 4, 4, Triple(1), of: "start"), add("sum", "start", "other"), add("more", "sum", "start"), add("end", "more", "other")]
        },
        sum("sum of images", channels: 1) { [add("end", Node.image, Node.image)] },
        sum("sum of an activated image and a convolution", channels: 1) { [activation("act", slope: 0.2, of: Node.image), add("end", "start", "act")] },
        sum("norm of a sum", channels: 17) { [activation("act", of: "start"), add("sum", "act", "start"), norm("end", 17, of: "sum")] },
        ending("ends in a sum") { [activation("act", of: "head"), add("last", "head", "act")] },
        ending("ends in an activated sum") { [add("sum", "head", "head"), activation("last", slope: 0.3, of: "sum")] },
    ]

    static let means = [
        sum("global mean, normed and spread", channels: 18) {
            [norm("norm", 18, of: "start"), activation("act", of: "norm"), Node("mean", .globalMean, ["act"]),
             convolution("pointwise", 18, 20, Triple(1), biased: false, of: "mean"), norm("second", 20, of: "pointwise"), activation("third", of: "second"),
             Node("all", .spread, ["third", "act"]), join("join", "act", "all"), convolution("end", 38, 5, Triple(3), padding: Triple(1), of: "join")]
        },
        sum("global mean of a plain value, added", channels: 5) {
            [Node("mean", .globalMean, ["start"]), activation("act", slope: 0.5, of: "mean"), Node("all", .spread, ["act", "start"]), add("end", "all", "start")]
        },
        sum("global mean of an image", channels: 1) { [Node("mean", .globalMean, [Node.image]), Node("end", .spread, ["mean", Node.image])] },
    ]

    static let resizes = [
        sum("trilinear resize by 1×2×2", channels: 18) { [resize("end", Triple(1, 2, 2), of: "start")] },
        sum("trilinear resize by 3×1×4", channels: 3) { [resize("end", Triple(3, 1, 4), of: "start")] },
        sum("trilinear resize of a normalised and activated value", channels: 5) {
            [norm("norm", 5, of: "start"), activation("act", of: "norm"), resize("end", Triple(2), of: "act")]
        },
        sum("trilinear resize of an image", channels: 1) { [resize("end", Triple(2), of: Node.image)] },
        sum("nearest resize", channels: 5) { [activation("act", of: "start"), resize("end", Triple(2, 3, 1), .nearest, of: "act")] },
        ending("ends in a resize") { [resize("last", Triple(1, 2, 2), of: "head")] },
    ]

    static let zeroImages = [imputingZeros("features of zero images after a shared encoder", encoders: 1),
                             imputingZeros("features of zero images after three encoders", encoders: 3)]

    static let residualNetworks = [
        OperationCase(name: "a residual network of few channels",
                      graph: MetaKDResNet(stem: 3, stages: [.init(blocks: 2, width: 2, outputs: 5), .init(blocks: 1, width: 3, outputs: 4),
                                                            .init(blocks: 1, width: 2, outputs: 6), .init(blocks: 1, width: 3, outputs: 5)],
                                          aspp: 4, decoder: [3, 2, 4, 5]).graph,
                      extent: Extent(16, 32, 32), isTrainable: false),
    ]

    /// Three modalities: one feature imputed by the mean, others by zero images, for convolutions with padding, a transposed one, and joins of both.
    private static func imputingZeros(_ name: String, encoders: Int) -> OperationCase {
        let sections = (0..<encoders).map { e in
            Graph.Encoder(channels: 1, nodes: [
                convolution("start", 1, 3, Triple(3), padding: Triple(1), weight: "start.\(e)", of: Node.image), activation("act", slope: 0.1, of: "start"),
                pool("pool", Triple(2), of: "act"), convolution("deep", 3, 17, Triple(3), padding: Triple(1), weight: "deep.\(e)", of: "pool"),
                norm("norm", 17, of: "deep"), activation("end", of: "norm"),
            ])
        }
        let decoder = [Node("mean", .impute(Impute(tap: "end"))), Node("zero", .impute(Impute(tap: "norm", rule: .zeroImage))), join("both", "zero", "mean"),
                       transposed("up", 102, 4, of: "both"), Node("skip", .impute(Impute(tap: "act", rule: .zeroImage))),
                       convolution("shortcut", 9, 4, Triple(1), biased: false, of: "skip"), norm("shortcutNorm", 4, of: "shortcut"), add("sum", "up", "shortcutNorm"),
                       activation("act", of: "sum"), join("join", "act", "skip", "up"), convolution("middle", 17, 6, Triple(3), padding: Triple(1), of: "join"),
                       convolution("head", 6, 2, Triple(1), of: "middle")]
        return OperationCase(name: name, graph: Graph(modalities: 3, encoders: sections, decoder: decoder, distilled: "end"), extent: Extent(4, 4, 6),
                             isTrainable: false)
    }

    private static func sum(_ name: String, channels: Int, _ nodes: () -> [Node]) -> OperationCase {
        encoding(name, channels: channels, isTrainable: false, Extent(3, 4, 5), nodes)
    }
}
