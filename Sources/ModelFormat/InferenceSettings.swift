import Tensors

/// How a model is applied to an image larger than what it was trained on, and how its output becomes a mask.
public struct InferenceSettings: Hashable, Sendable, Codable {
    /// Extents D, H, W of a sliding window in voxels; the network must be able to work on them.
    public var tile = Triple(128)
    /// The fraction of a tile that neighbours share on each axis, from 0 to below 1.
    public var overlap: Float = 0.5
    /// A voxel belongs to a region if its probability is above this, from 0 to 1.
    public var threshold: Float = 0.5
    /// What is done to the mask, in order.
    public var rules: [PostProcessingRule] = []

    public init(tile: Triple = Triple(128), overlap: Float = 0.5, threshold: Float = 0.5, rules: [PostProcessingRule] = []) {
        self.tile = tile
        self.overlap = overlap
        self.threshold = threshold
        self.rules = rules
    }
}
