/// One step of cleaning a mask. In JSON an object with a `kind`, an `output` (its name), `voxels` and maybe a `fraction`.
public struct PostProcessingRule: Hashable, Sendable, Codable {
    /// What is removed.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Each connected component of the output with fewer voxels than `voxels`.
        case minimumComponent
        /// The whole output if it has fewer voxels than `voxels` in the image.
        case minimumRegion
    }

    public var kind: Kind
    /// The name of the output that is cleaned.
    public var output: String
    /// The number of voxels from which on something is kept.
    public var voxels: Int
    /// A component is also kept if it has this fraction of the largest one's voxels, from 0 to 1; nil for no such exception.
    public var fraction: Float?

    public init(kind: Kind, output: String, voxels: Int, fraction: Float? = nil) {
        self.kind = kind
        self.output = output
        self.voxels = voxels
        self.fraction = fraction
    }
}
