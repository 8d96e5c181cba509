/// Reads a slice of a volume between its voxels.
struct SliceSampler {
    private let volume: LabelledVolume
    private let plane: SlicePlane
    private let slice: Int

    init(_ volume: LabelledVolume, _ plane: SlicePlane, _ slice: Int) {
        self.volume = volume
        self.plane = plane
        self.slice = slice
    }

    /// The bilinear intensity at a position in voxels.
    func intensity(across: Float, up: Float) -> Float {
        corners(across, up).reduce(0) { sum, corner in
            let value = volume.image[corner.index]
            return sum + (value.isFinite ? corner.weight * value : 0)
        }
    }

    /// The label that fills most of the position's surroundings, so that borders run smoothly between voxels.
    func label(across: Float, up: Float) -> UInt8 {
        let corners = corners(across, up)
        func share(_ label: UInt8) -> Float {
            corners.reduce(0) { $0 + (volume.labels[$1.index] == label ? $1.weight : 0) }
        }
        var (best, largest) = (UInt8(0), Float(-1))
        for corner in corners {
            let label = volume.labels[corner.index]
            if label == best, largest >= 0 { continue }
            let found = share(label)
            if found > largest { (best, largest) = (label, found) }
        }
        return best
    }

    /// The four voxels around a position, with their bilinear weights; beyond the edge the last voxel counts.
    private func corners(_ across: Float, _ up: Float) -> [(index: Int, weight: Float)] {
        let (a, u) = (across.rounded(.down), up.rounded(.down))
        let (s, t) = (across - a, up - u)
        return [
            (index(Int(a), Int(u)), (1 - s) * (1 - t)), (index(Int(a) + 1, Int(u)), s * (1 - t)),
            (index(Int(a), Int(u) + 1), (1 - s) * t), (index(Int(a) + 1, Int(u) + 1), s * t),
        ]
    }

    private func index(_ across: Int, _ up: Int) -> Int {
        var voxel = SIMD3<Int>.zero
        voxel[plane.through] = slice
        voxel[plane.across] = min(max(across, 0), volume.size[plane.across] - 1)
        voxel[plane.up] = min(max(up, 0), volume.size[plane.up] - 1)
        return volume.index(voxel)
    }
}
