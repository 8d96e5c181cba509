import Tensors

/// How a model is applied to an image larger than what it was trained on, and how its output becomes a mask.
public struct InferenceSettings: Hashable, Sendable {
    /// Extents D, H, W of a sliding window in voxels; the network must be able to work on them.
    public var tile = Triple(128)
    /// The smallest extents that the network works on: a smaller image gets zeros around it, for norms over a network's whole image depend
    /// on how much of that is background.
    public var smallest = Triple(1)
    /// The distances in mm, along D, H and W, between the voxels that the network was trained on; nil where nothing is known of them.
    public var spacing: SIMD3<Float>?
    /// The fraction of a tile that neighbours share on each axis, from 0 to below 1.
    public var overlap: Float = 0.5
    /// A voxel belongs to a region if its probability is above this, from 0 to 1.
    public var threshold: Float = 0.5
    /// Where the axes D, H and W of the network's images run to.
    public var axes = AnatomicalAxes.canonical
    /// What is done to the mask, in order.
    public var rules: [PostProcessingRule] = []

    public init(tile: Triple = Triple(128), smallest: Triple = Triple(1), spacing: SIMD3<Float>? = nil, overlap: Float = 0.5, threshold: Float = 0.5, axes: AnatomicalAxes = .canonical,
                rules: [PostProcessingRule] = []) {
        self.tile = tile
        self.smallest = smallest
        self.spacing = spacing
        self.overlap = overlap
        self.threshold = threshold
        self.axes = axes
        self.rules = rules
    }
}

extension InferenceSettings: Codable {
    private enum Key: String, CodingKey { case tile, smallest, spacing, overlap, threshold, axes, rules }

    /// `smallest`, `spacing` and `axes` may be absent.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init(tile: try container.decode(Triple.self, forKey: .tile),
                  smallest: try container.decodeIfPresent(Triple.self, forKey: .smallest) ?? Triple(1),
                  spacing: try container.decodeIfPresent(SIMD3<Float>.self, forKey: .spacing), overlap: try container.decode(Float.self, forKey: .overlap),
                  threshold: try container.decode(Float.self, forKey: .threshold),
                  axes: try container.decodeIfPresent(AnatomicalAxes.self, forKey: .axes) ?? .canonical,
                  rules: try container.decode([PostProcessingRule].self, forKey: .rules))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(tile, forKey: .tile)
        try container.encode(smallest, forKey: .smallest)
        try container.encodeIfPresent(spacing, forKey: .spacing)
        try container.encode(overlap, forKey: .overlap)
        try container.encode(threshold, forKey: .threshold)
        try container.encode(axes, forKey: .axes)
        try container.encode(rules, forKey: .rules)
    }
}
