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
        var voxels = volume.voxels.map { min($0, cap) }
        let statistics = voxels.withUnsafeMutableBufferPointer { zScore($0, background: min(corner, cap), slice: $0.count, farthest: .infinity, runInOrder) }
        guard statistics.isSignal else { throw .noSignal(path: volume.source) }
        volume.voxels = voxels
        return statistics
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
