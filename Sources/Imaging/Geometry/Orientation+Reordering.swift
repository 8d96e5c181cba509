extension Orientation {
    /// How far apart in the grid's memory neighbours along each canonical axis lie, and where the first lies.
    var walk: (start: Int, strides: SIMD3<Int>) {
        let memory = SIMD3(1, grid.dimensions.x, grid.dimensions.x * grid.dimensions.y)
        var start = 0, strides = SIMD3<Int>.zero
        for axis in 0..<3 {
            let stride = memory[sourceAxes[axis]]
            strides[axis] = reversed[axis] == 0 ? stride : -stride
            if reversed[axis] != 0 { start += stride * (grid.dimensions[sourceAxes[axis]] - 1) }
        }
        return (start, strides)
    }

    func reorder<Element>(_ elements: [Element], toCanonical: Bool) -> [Element] {
        precondition(elements.count == grid.count, "\(elements.count) elements for \(grid.count) voxels")
        let (start, strides) = walk
        guard strides != SIMD3(1, grid.dimensions.x, grid.dimensions.x * grid.dimensions.y) else { return elements }
        let size = canonicalDimensions
        return elements.withUnsafeBufferPointer { source in
            [Element](unsafeUninitializedCapacity: elements.count) { target, count in
                var canonical = 0
                for c in 0..<size.z {
                    for b in 0..<size.y {
                        var inGrid = start + b * strides.y + c * strides.z
                        for _ in 0..<size.x {
                            let (to, from) = toCanonical ? (canonical, inGrid) : (inGrid, canonical)
                            (target.baseAddress! + to).initialize(to: source[from])
                            canonical += 1
                            inGrid += strides.x
                        }
                    }
                }
                count = elements.count
            }
        }
    }

    private var canonicalDimensions: SIMD3<Int> {
        SIMD3(grid.dimensions[sourceAxes.x], grid.dimensions[sourceAxes.y], grid.dimensions[sourceAxes.z])
    }
}
