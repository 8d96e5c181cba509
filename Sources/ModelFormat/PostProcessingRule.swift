/// One step of cleaning a mask. In JSON an object with a `kind`, an `output` (its name), and `voxels`, a `fraction` or both.
///
/// Voxels are those that the model works on.
public struct PostProcessingRule: Hashable, Sendable, Codable {
    /// What is removed.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Each connected component of the output that is below both `voxels` and `fraction`, of which one may be absent.
        case minimumComponent
        /// The whole output if it has fewer voxels than `voxels` in the image.
        case minimumRegion
    }

    public var kind: Kind
    /// The name of the output that is cleaned.
    public var output: String
    /// The number of voxels from which on something is kept; nil if only the fraction counts.
    public var voxels: Int?
    /// The fraction of the largest component's voxels from which on a component is kept, from 0 to 1; nil if only its voxels count.
    public var fraction: Float?

    public init(kind: Kind, output: String, voxels: Int? = nil, fraction: Float? = nil) {
        self.kind = kind
        self.output = output
        self.voxels = voxels
        self.fraction = fraction
    }

    /// Whether it says what is to be removed, in numbers that can be.
    public var isComplete: Bool {
        let isMeasured = voxels != nil || (kind == .minimumComponent && fraction != nil)
        return isMeasured && voxels ?? 0 >= 0 && (0...1).contains(fraction ?? 0)
    }
}
