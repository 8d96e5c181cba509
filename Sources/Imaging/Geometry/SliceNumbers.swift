/// The numbers, from 1, that slices of a canonical box have in the file, along width, height and depth.
public struct SliceNumbers: Hashable, Sendable {
    /// Of the box's first slice.
    package let first: SIMD3<Int>
    /// From one slice of the box to the next: 1 or −1.
    package let step: SIMD3<Int>
    /// How many slices the file has.
    package let total: SIMD3<Int>

    /// - Parameter box: In the canonical order of `orientation`.
    public init(_ box: Box, _ orientation: Orientation) {
        let lower = SIMD3(box.width.lowerBound, box.height.lowerBound, box.depth.lowerBound)
        let size = orientation.grid.dimensions, axes = orientation.sourceAxes
        let total = SIMD3(size[axes.x], size[axes.y], size[axes.z]), isReversed = orientation.reversed .!= 0
        first = (lower &+ 1).replacing(with: total &- lower, where: isReversed)
        step = SIMD3(repeating: 1).replacing(with: -1, where: isReversed)
        self.total = total
    }

    /// Those of a volume that is the whole file.
    init(size: SIMD3<Int>) { (first, step, total) = (SIMD3(repeating: 1), SIMD3(repeating: 1), size) }
}
