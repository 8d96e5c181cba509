import Tensors

/// One made case in the layout of BraTS: four images and their labels, all `[D, H, W]`, width contiguous.
///
/// Width runs to the patient's right, height forwards (anterior), depth upwards (superior): RAS+.
public struct PhantomCase: Sendable {
    /// The extents `[D, H, W]` of every array.
    public let extent: Extent
    /// The distance in mm between voxel centres along depth, height and width.
    public let spacing: (depth: Float, height: Float, width: Float)
    /// The images by BraTS's names: `flair`, `t1`, `t1c`, `t2`.
    ///
    /// Whole numbers: 0 outside the brain, 1...2500 or so inside.
    public let images: [String: [Float]]
    /// The labels of BraTS 2021: 0 none, 1 necrotic or non-enhancing core, 2 edema, 4 enhancing.
    public let labels: [UInt8]
}
