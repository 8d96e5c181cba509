extension Preprocessing {
    /// Voxels that an interval of intensities must hold to count.
    static let leastCount = 50

    /// Caps a volume's bright end, standardises what differs from `corner` to mean 0 and standard deviation 1, in place, and sets the rest to 0.
    ///
    /// The cap is the last of least, least + 1, least + 2, … with 50 voxels or more from it to below the next; there is none without such.
    /// - Parameter corner: The intensity of the file's first voxel.
    /// - Throws: `noSignal`, leaving the volume as it was, if no voxel differs from the corner or all that do are equal.
    @discardableResult
    public static func cappedZScore(_ volume: inout Volume, corner: Float) throws(ImagingError) -> Statistics {
        let cap = cap(of: volume.voxels) ?? .infinity
        let background = min(corner, cap)
        let (count, mean, deviation) = volume.voxels.withUnsafeBufferPointer { voxels in
            func sum(_ term: (Double) -> Double) -> Double {
                voxels.reduce(0.0) { min($1, cap) == background ? $0 : $0 + term(Double(min($1, cap))) }
            }
            let count = sum { _ in 1 }, mean = sum { $0 } / max(count, 1)
            return (count, mean, (sum { ($0 - mean) * ($0 - mean) } / max(count, 1)).squareRoot())
        }
        guard count > 0, deviation > 0 else { throw .noSignal(path: volume.source) }
        volume.voxels.withUnsafeMutableBufferPointer { voxels in
            for index in voxels.indices {
                let value = min(voxels[index], cap)
                voxels[index] = value == background ? 0 : Float((Double(value) - mean) / deviation)
            }
        }
        return Statistics(background: background, brainVoxels: Int(count), mean: mean, deviation: deviation)
    }

    private static func cap(of voxels: [Float]) -> Float? {
        guard let least = voxels.min(), let greatest = voxels.max() else { return nil }
        var best: Float?
        let intervals = Double(greatest) - Double(least)
        if intervals < 0x1p22 {
            var counts = [Int](repeating: 0, count: Int(intervals) + 1)
            for voxel in voxels { counts[Int(Double(voxel) - Double(least))] += 1 }
            best = counts.lastIndex { $0 >= leastCount }.map { least + Float($0) }
        } else {
            var counts: [Double: Int] = [:]
            for voxel in voxels { counts[(Double(voxel) - Double(least)).rounded(.down), default: 0] += 1 }
            best = counts.filter { $0.value >= leastCount }.keys.max().map { Float(Double(least) + $0) }
        }
        return best
    }
}
