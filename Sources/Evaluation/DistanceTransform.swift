import Tensors

/// The exact Euclidean distance of every voxel to the nearest voxel of a mask.
///
/// One axis after the other (Felzenszwalb and Huttenlocher, Distance Transforms of Sampled Functions, 2012): along a line the squared
/// distance is the lower envelope of parabolas, each over one voxel and as high as the squared distance found so far.
package enum DistanceTransform {
    /// Squared distances in mm², [D, H, W]; infinite everywhere where the mask is empty.
    ///
    /// - Parameters:
    ///   - mask: [D, H, W]; voxels that are not 0 belong to it.
    ///   - spacing: mm between voxels along width, height and depth.
    package static func squared(_ mask: [UInt8], _ extent: Extent, spacing: SIMD3<Double>) -> [Double] {
        var distances = mask.map { $0 != 0 ? 0 : Double.infinity }
        let (d, h, w) = (extent.depth, extent.height, extent.width)
        distances.withUnsafeMutableBufferPointer { values in
            var line = DistanceLine(longest: max(d, h, w))
            for row in 0..<d * h { line.transform(values, from: row * w, stride: 1, count: w, spacing.x) }
            for slice in 0..<d {
                for column in 0..<w { line.transform(values, from: slice * h * w + column, stride: w, count: h, spacing.y) }
            }
            for column in 0..<h * w { line.transform(values, from: column, stride: h * w, count: d, spacing.z) }
        }
        return distances
    }
}

/// The lower envelope along one line of voxels; its memory serves all lines.
private struct DistanceLine {
    /// Voxels of the parabolas in the envelope, in order, and where each begins to be the lowest.
    private var apexes: [Int]
    private var starts: [Double]
    private var heights: [Double]

    init(longest: Int) {
        (apexes, starts, heights) = (Array(repeating: 0, count: longest), Array(repeating: 0, count: longest), Array(repeating: 0, count: longest))
    }

    mutating func transform(_ values: UnsafeMutableBufferPointer<Double>, from first: Int, stride: Int, count: Int, _ spacing: Double) {
        for index in 0..<count { heights[index] = values[first + index * stride] }
        let parabolas = envelope(count, spacing * spacing)
        guard parabolas > 0 else { return }
        var current = 0
        for index in 0..<count {
            while current + 1 < parabolas, starts[current + 1] < Double(index) { current += 1 }
            let offset = Double(index - apexes[current]) * spacing
            values[first + index * stride] = offset * offset + heights[apexes[current]]
        }
    }

    /// Finds the parabolas that are lowest somewhere and returns how many there are. Places are in voxels, heights in mm².
    private mutating func envelope(_ count: Int, _ squaredSpacing: Double) -> Int {
        var parabolas = 0
        for index in 0..<count where heights[index] < .infinity {
            var start = -Double.infinity
            while parabolas > 0 {
                let last = apexes[parabolas - 1]
                let rise = (heights[index] - heights[last]) / squaredSpacing
                start = (rise + Double(index * index - last * last)) / Double(2 * (index - last))
                guard start <= starts[parabolas - 1] else { break }
                parabolas -= 1
                start = -Double.infinity
            }
            (apexes[parabolas], starts[parabolas]) = (index, start)
            parabolas += 1
        }
        return parabolas
    }
}
