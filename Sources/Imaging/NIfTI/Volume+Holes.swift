extension Volume {
    /// Makes voxels that are NaN background, and counts those in the brain.
    mutating func fillHoles() {
        let (background, size) = (Background.value(of: self), grid.dimensions)
        let strides = SIMD3(1, size.x, size.x * size.y)
        let (absent, isBrain) = (voxels.indices.filter { voxels[$0].isNaN }, voxels.map { !$0.isNaN && $0 != background })
        func position(_ index: Int, _ axis: Int) -> Int { index / strides[axis] % size[axis] }
        func line(_ index: Int, _ axis: Int) -> Int { index - position(index, axis) * strides[axis] }
        var isEnclosed = [Bool](repeating: true, count: absent.count)
        for axis in 0..<3 {
            // Where the brain begins and ends on each line along the axis, by the line's first voxel.
            var ends: [Int: (first: Int, last: Int)] = [:]
            for line in Set(absent.map { line($0, axis) }) {
                let places = (0..<size[axis]).filter { isBrain[line + $0 * strides[axis]] }
                if let first = places.first, let last = places.last { ends[line] = (first, last) }
            }
            for (number, index) in absent.enumerated() {
                let place = position(index, axis)
                isEnclosed[number] = isEnclosed[number] && ends[line(index, axis)].map { $0.first < place && place < $0.last } == true
            }
        }
        for index in absent { voxels[index] = background }
        holes = isEnclosed.count { $0 }
    }
}
