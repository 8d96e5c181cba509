/// What a volume holds outside the brain.
public enum Background {
    /// The share of all voxels that a value must have to count as background.
    public static let leastShare = 0.05

    /// The background value of `[k, j, i]` voxels.
    ///
    /// Zero, if a twentieth of the voxels are zero: skull-stripped images are, also those with negative intensities.
    /// Otherwise the most common of the eight corner voxels, if it is as frequent: an image that was standardised whole has
    /// a negative constant there. Where all corners are NaN, the commonest of some thousand voxels takes their place.
    /// Otherwise zero: the image has no background, and all of it is brain.
    public static func value(of volume: Volume) -> Float {
        let least = max(1, Int(Double(volume.voxels.count) * leastShare))
        if count(of: 0, in: volume.voxels, upTo: least) >= least { return 0 }
        let finite = corners(of: volume).filter(\.isFinite)
        let candidates = Set(finite.isEmpty ? sample(of: volume) : finite).sorted().map { (value: $0, count: count(of: $0, in: volume.voxels, upTo: .max)) }
        guard let best = candidates.max(by: { $0.count < $1.count }), best.count >= least else { return 0 }
        return best.value
    }

    /// How often a value occurs; counting may end once `enough` are found.
    private static func count(of value: Float, in voxels: [Float], upTo enough: Int) -> Int {
        voxels.withUnsafeBufferPointer { voxels in
            var (count, start) = (0, 0)
            while start < voxels.count, count < enough {
                let end = min(start + 1 << 14, voxels.count)
                var found: Int32 = 0
                for index in start..<end { found &+= voxels[index] == value ? 1 : 0 }
                count += Int(found)
                start = end
            }
            return count
        }
    }

    /// The commonest of some thousand finite voxels.
    private static func sample(of volume: Volume) -> [Float] {
        let some = stride(from: 0, to: volume.voxels.count, by: volume.voxels.count / 4096 + 1).map { volume.voxels[$0] }.filter(\.isFinite)
        let counts = Dictionary(some.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }.map { [$0.key] } ?? []
    }

    private static func corners(of volume: Volume) -> [Float] {
        let size = volume.grid.dimensions
        return (0..<8).map { corner in
            let i = corner & 1 == 0 ? 0 : size.x - 1
            let j = corner & 2 == 0 ? 0 : size.y - 1
            let k = corner & 4 == 0 ? 0 : size.z - 1
            return volume.voxels[(k * size.y + j) * size.x + i]
        }
    }
}
