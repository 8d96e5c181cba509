/// A network as data: the encoder that each modality goes through and the decoder that reads all their features.
///
/// The trainer differentiates a graph, the model file stores it, the engine compiles it.
public struct Graph: Hashable, Sendable, Codable {
    /// Modalities N, in a fixed order.
    public var modalities: Int
    /// One encoder that all modalities share, or one for each.
    public var encoders: [Encoder]
    /// Nodes in an order in which each comes after its inputs; the last is the output.
    public var decoder: [Node]
    /// The encoder node whose feature is distilled between modalities (Eq. 5).
    public var distilled: String

    /// What turns the image [channels, D, H, W] of one modality into features.
    public struct Encoder: Hashable, Sendable, Codable {
        public var channels: Int
        public var nodes: [Node]

        public init(channels: Int, nodes: [Node]) {
            self.channels = channels
            self.nodes = nodes
        }
    }

    public init(modalities: Int, encoders: [Encoder], decoder: [Node], distilled: String) {
        self.modalities = modalities
        self.encoders = encoders
        self.decoder = decoder
        self.distilled = distilled
    }

    /// The encoder of a modality.
    public func encoder(of modality: Int) -> Encoder { encoders[encoderIndex(of: modality)] }

    /// The place of a modality's encoder in `encoders`.
    package func encoderIndex(of modality: Int) -> Int { encoders.count == 1 ? 0 : modality }
}

/// One operation of a graph, its name, and the names of the nodes that it reads.
public struct Node: Hashable, Sendable {
    /// The name under which an encoder's nodes read its image.
    public static let image = "image"

    public var name: String
    public var inputs: [String]
    public var operation: Operation

    public init(_ name: String, _ operation: Operation, _ inputs: [String] = []) {
        self.name = name
        self.inputs = inputs
        self.operation = operation
    }
}
