/// What a model's output channels mean.
public enum ModelTask: String, Hashable, Sendable, Codable, CaseIterable {
    /// One logit for each region and voxel; regions may overlap.
    case segmentation
    /// One logit for each class.
    case classification
}
