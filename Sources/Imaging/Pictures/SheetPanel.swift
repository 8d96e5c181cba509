/// One slice on a sheet: which, where, and how voxels and pixels correspond.
package struct SheetPanel: Sendable {
    let plane: SlicePlane
    let slice: Int
    /// Whether labels are drawn over the image.
    package let isOverlaid: Bool
    /// The pixel at the upper left corner.
    package let left: Int
    package let top: Int
    package let width: Int
    package let height: Int
    /// The voxels at the picture's right and bottom edge, and one step in voxels per pixel, across and up.
    private let lower: (across: Int, up: Int)
    private let step: (across: Float, up: Float)

    /// A panel of a volume's `box` at `scale` pixels per mm, centred at `middle` and beginning at row `top`.
    init(
        _ plane: SlicePlane, _ slice: Int, isOverlaid: Bool, middle: Int, top: Int,
        box: (lower: SIMD3<Int>, upper: SIMD3<Int>), spacing: SIMD3<Float>, scale: Float
    ) {
        self.plane = plane
        self.slice = slice
        self.isOverlaid = isOverlaid
        self.top = top
        let size = SheetPanel.size(plane, box: box, spacing: spacing, scale: scale)
        (width, height) = size
        left = middle - size.width / 2
        lower = (box.lower[plane.across], box.lower[plane.up])
        step = (1 / (spacing[plane.across] * scale), 1 / (spacing[plane.up] * scale))
    }

    /// The pixels that a box takes in a plane.
    static func size(
        _ plane: SlicePlane, box: (lower: SIMD3<Int>, upper: SIMD3<Int>), spacing: SIMD3<Float>, scale: Float
    ) -> (width: Int, height: Int) {
        func pixels(_ axis: Int) -> Int {
            max(Int((Float(box.upper[axis] - box.lower[axis] + 1) * spacing[axis] * scale).rounded()), 1)
        }
        return (pixels(plane.across), pixels(plane.up))
    }

    /// Where a pixel, counted from the panel's corner, lies among the voxels.
    func position(_ x: Int, _ y: Int) -> (across: Float, up: Float) {
        let across = Float(lower.across) - 0.5 + (Float(width - x) - 0.5) * step.across
        return (across, Float(lower.up) - 0.5 + (Float(height - y) - 0.5) * step.up)
    }

    /// The pixel of the sheet at the middle of a voxel (i, j, k), counted along width, height and depth.
    package func pixel(of voxel: SIMD3<Int>) -> (x: Int, y: Int) {
        let across = (Float(voxel[plane.across] - lower.across) + 0.5) / step.across
        let up = (Float(voxel[plane.up] - lower.up) + 0.5) / step.up
        return (left + min(max(width - 1 - Int(across), 0), width - 1), top + min(max(height - 1 - Int(up), 0), height - 1))
    }

    /// The axis (0 width, 1 height, 2 depth) across which the panel cuts, and the slice's index along it.
    package var cut: (axis: Int, index: Int) { (plane.through, slice) }
}
