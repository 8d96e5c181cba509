import Tensors

/// The MetaKD network for records: an encoder for each modality into one feature size, and a decoder of two fully connected layers.
///
/// Fully connected layers are 1×1×1 convolutions over the records of a batch; see ``RecordAxes``. Its output is one logit for each class
/// and record. It is written with batch norm and dropout, for training; `Graph.served(_:)` takes them out.
public struct RecordNetwork: Hashable, Sendable {
    public var encoders: [Encoder]
    /// Numbers in a modality's feature, which is distilled.
    public var features = 64
    /// Width of the decoder's hidden layer.
    public var decoderWidth = 64
    /// The share of hidden values that dropout leaves out, in encoders and decoder.
    public var dropout: Float = 0.3
    public var classes = 2

    /// What one modality goes through before the linear layer that makes its feature.
    public enum Encoder: Hashable, Sendable {
        /// Numbers of a table: for each width a linear layer, batch norm, leaky ReLU, dropout.
        case table(inputs: Int, widths: [Int])
        /// A picture of 28 × 28 in the manner of LeNet-5: twice (5×5 convolution, batch norm, leaky ReLU, 2×2 max-pool), then a
        /// linear layer over what is left (a 4×4 convolution), batch norm, leaky ReLU, dropout. Three widths.
        case picture(widths: [Int])

        /// Channels of its image.
        public var channels: Int {
            switch self {
            case .table(let inputs, _): inputs
            case .picture: 1
            }
        }
    }

    /// Height and width of pictures.
    public static let pictureSize = 28
    /// The tensor of the classes' biases.
    public static let outputBias = "decoder.head.bias"
    /// The encoder node that is distilled and imputed.
    static let feature = "feature"

    public init(encoders: [Encoder], features: Int = 64, decoderWidth: Int = 64, dropout: Float = 0.3, classes: Int) {
        self.encoders = encoders
        self.features = features
        self.decoderWidth = decoderWidth
        self.dropout = dropout
        self.classes = classes
    }

    public var graph: Graph {
        Graph(modalities: encoders.count, encoders: encoders.enumerated().map { section(of: $1, "encoder.\($0)") }, decoder: decoder,
              distilled: RecordNetwork.feature)
    }

    private var decoder: [Node] {
        let joined = RecordNetwork.linear("decoder.hidden", encoders.count * features, decoderWidth)
        return [Node("features", .impute(Impute(tap: RecordNetwork.feature))), Node("hidden", .convolution(joined), ["features"]),
                Node("hidden.act", .leakyReLU(LeakyReLU()), ["hidden"]), Node("hidden.drop", .dropout(Dropout(rate: dropout)), ["hidden.act"]),
                Node("head", .convolution(RecordNetwork.linear("decoder.head", decoderWidth, classes)), ["hidden.drop"])]
    }

    private func section(of encoder: Encoder, _ name: String) -> Graph.Encoder {
        let (nodes, last, width) = switch encoder {
        case .table(let inputs, let widths): table(inputs, widths, name)
        case .picture(let widths): picture(widths, name)
        }
        let feature = Node(RecordNetwork.feature, .convolution(RecordNetwork.linear("\(name).feature", width, features)), [last])
        return Graph.Encoder(channels: encoder.channels, nodes: nodes + [feature])
    }

    private func table(_ inputs: Int, _ widths: [Int], _ name: String) -> (nodes: [Node], last: String, width: Int) {
        var (nodes, last, width): ([Node], String, Int) = ([], Node.image, inputs)
        for (index, next) in widths.enumerated() {
            nodes += layer("hidden\(index)", width, next, kernel: Triple(1), tensor: "\(name).hidden\(index)", of: last) + [drop("hidden\(index)")]
            (last, width) = ("hidden\(index).drop", next)
        }
        return (nodes, last, width)
    }

    private func picture(_ widths: [Int], _ name: String) -> (nodes: [Node], last: String, width: Int) {
        precondition(widths.count == 3, "\(widths.count) widths of a picture's encoder, expected 3")
        var (nodes, last, width): ([Node], String, Int) = ([], Node.image, 1)
        for (index, next) in widths.prefix(2).enumerated() {
            nodes += layer("conv\(index)", width, next, kernel: Triple(1, 5, 5), tensor: "\(name).conv\(index)", of: last)
            nodes.append(Node("pool\(index)", .maxPool(MaxPool(size: Triple(1, 2, 2))), ["conv\(index).act"]))
            (last, width) = ("pool\(index)", next)
        }
        nodes += layer("flat", width, widths[2], kernel: Triple(1, 4, 4), tensor: "\(name).flat", of: last) + [drop("flat")]
        return (nodes, "flat.drop", widths[2])
    }

    /// A convolution without bias, batch norm, leaky ReLU `name.act`.
    private func layer(_ name: String, _ inputs: Int, _ outputs: Int, kernel: Triple, tensor: String, of input: String) -> [Node] {
        let convolution = Convolution(inputChannels: inputs, outputChannels: outputs, kernel: kernel, weight: "\(tensor).weight")
        return [Node(name, .convolution(convolution), [input]),
                Node("\(name).norm", .batchNorm(BatchNorm(channels: outputs, name: "\(tensor).norm")), [name]),
                Node("\(name).act", .leakyReLU(LeakyReLU()), ["\(name).norm"])]
    }

    private func drop(_ name: String) -> Node { Node("\(name).drop", .dropout(Dropout(rate: dropout)), ["\(name).act"]) }

    private static func linear(_ name: String, _ inputs: Int, _ outputs: Int) -> Convolution {
        Convolution(inputChannels: inputs, outputChannels: outputs, kernel: Triple(1), weight: "\(name).weight", bias: "\(name).bias")
    }
}
