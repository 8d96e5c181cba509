/// Boxes of voxels read from and written to the order of the files directly, without a reordered copy of the whole volume.
extension Orientation {
    /// The canonical box that holds the voxels of a box of the grid.
    public func canonical(_ box: Box) -> Box {
        let ranges = [box.width, box.height, box.depth]
        let canonical = (0..<3).map { axis in
            let (range, size) = (ranges[sourceAxes[axis]], grid.dimensions[sourceAxes[axis]])
            return reversed[axis] == 0 ? range : size - range.upperBound..<size - range.lowerBound
        }
        return Box(depth: canonical[2], height: canonical[1], width: canonical[0])
    }

    /// Copies slice `depth`, counted from the box's first, of a canonical box out of voxels of the grid, `[k, j, i]`.
    package func cut(_ box: Box, depth: Int, from elements: UnsafeBufferPointer<Float>, into slice: UnsafeMutablePointer<Float>) {
        precondition(elements.count == grid.count, "\(elements.count) elements for \(grid.count) voxels")
        let (start, strides) = walk
        for h in 0..<box.height.count {
            let row = start + box.width.lowerBound * strides.x + (box.height.lowerBound + h) * strides.y + (box.depth.lowerBound + depth) * strides.z
            let target = slice + h * box.width.count
            for w in 0..<box.width.count { target[w] = elements[row + w * strides.x] }
        }
    }

    /// Elements of the grid, `[k, j, i]`, that are 0 but for those of a canonical box, which are given as `[depth, height, width]`.
    public func restored(_ elements: [UInt8], of box: Box) -> [UInt8] { placed(elements, box) }

    /// The same of numbers.
    public func restored(_ elements: [Float], of box: Box) -> [Float] { placed(elements, box) }

    private func placed<Element: ExpressibleByIntegerLiteral>(_ elements: [Element], _ box: Box) -> [Element] {
        precondition(elements.count == box.count, "\(elements.count) elements for a box of \(box.count)")
        let (start, strides) = walk
        var result = [Element](repeating: 0, count: grid.count)
        result.withUnsafeMutableBufferPointer { result in
            elements.withUnsafeBufferPointer { elements in
                for d in 0..<box.depth.count {
                    for h in 0..<box.height.count {
                        let row = start + box.width.lowerBound * strides.x + (box.height.lowerBound + h) * strides.y + (box.depth.lowerBound + d) * strides.z
                        let source = (d * box.height.count + h) * box.width.count
                        for w in 0..<box.width.count { result[row + w * strides.x] = elements[source + w] }
                    }
                }
            }
        }
        return result
    }
}
