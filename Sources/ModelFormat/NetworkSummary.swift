import Networks
import Tensors

/// The size of a network at a glance.
public struct NetworkSummary: Hashable, Sendable, Codable {
    /// 1 if all modalities share one.
    public var encoders: Int
    public var nodes: Int
    /// How many halvings of the resolution the encoder has, plus one.
    public var levels: Int
    /// Channels of the encoder's last node on each level, finest first.
    public var channels: [Int]
    /// Weights in all tensors.
    public var parameters: Int
    /// Weights in those tensors that every encoder reads; 0 if there is but one encoder.
    public var sharedParameters: Int
    /// Bytes of all tensors.
    public var bytes: Int
    /// The element types in use, sorted.
    public var elementTypes: [String]
    /// What each axis of an image must be a multiple of; nil if no power of two to 64 serves.
    public var extentMultiples: Triple?

    /// Of a header that has been checked.
    init(_ header: ModelHeader) {
        let (network, entries) = (header.network, header.tensors.values)
        encoders = network.encoders.count
        nodes = network.decoder.count + network.encoders.reduce(0) { $0 + $1.nodes.count }
        channels = NetworkSummary.channels(network, tile: header.inference.tile)
        levels = channels.count
        parameters = entries.reduce(0) { $0 + $1.bytes / $1.dtype.size }
        sharedParameters = NetworkSummary.sharedParameters(network)
        bytes = entries.reduce(0) { $0 + $1.bytes }
        elementTypes = Set(entries.map(\.dtype.rawValue)).sorted()
        extentMultiples = network.extentMultiples
    }

    private static func sharedParameters(_ network: Graph) -> Int {
        let owned = network.encoders.map { Set($0.nodes.flatMap(\.operation.parameters)) }
        guard owned.count > 1 else { return 0 }
        return owned.dropFirst().reduce(owned[0]) { $0.intersection($1) }.reduce(0) { $0 + $1.count }
    }

    private static func channels(_ network: Graph, tile: Triple) -> [Int] {
        guard let shapes = try? network.shapes(for: Extent(tile.depth, tile.height, tile.width)),
              let encoder = network.encoders.first, let inferred = shapes.encoders.first else { return [] }
        var extents: [Extent] = []
        var channels: [Int] = []
        // A mean over the whole image is no level.
        for shape in encoder.nodes.compactMap({ inferred[$0.name] }) where shape.extent.voxels > 1 {
            if let level = extents.firstIndex(of: shape.extent) {
                channels[level] = shape.channels
            } else {
                extents.append(shape.extent)
                channels.append(shape.channels)
            }
        }
        return channels
    }
}
