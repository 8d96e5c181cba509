import Tensors

/// Makes an image larger by whole factors. Voxel centres keep their places: corners are not aligned.
public struct Resize: Hashable, Sendable, Codable {
    /// How values between voxel centres are found.
    public enum Mode: String, Hashable, Sendable, Codable {
        /// That of the voxel in which the centre lies.
        case nearest
        /// Linearly along each axis; beyond the outermost centres, the outermost value.
        case trilinear
    }

    public var factor: Triple
    public var mode: Mode

    public init(factor: Triple, mode: Mode = .trilinear) {
        self.factor = factor
        self.mode = mode
    }

    /// The extent of the output.
    package func output(of input: Extent) -> Extent {
        Extent(input.depth * factor.depth, input.height * factor.height, input.width * factor.width)
    }
}
