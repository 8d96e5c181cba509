import Tensors

/// Growth of a mask by the 18 neighbours that share a face or an edge with a voxel.
enum Dilation {
    /// - Parameter mask: [D, H, W]; 1 inside, else 0.
    static func grown(_ mask: [UInt8], _ extent: Extent, times: Int) -> [UInt8] {
        (0..<times).reduce(mask) { mask, _ in grown(mask, extent) }
    }

    private static func grown(_ mask: [UInt8], _ e: Extent) -> [UInt8] {
        var result = mask
        mask.withUnsafeBufferPointer { mask in
            var index = 0
            for z in 0..<e.depth {
                for y in 0..<e.height {
                    for x in 0..<e.width {
                        if mask[index] != 0 { mark(around: (z, y, x), e, in: &result) }
                        index += 1
                    }
                }
            }
        }
        return result
    }

    private static func mark(around voxel: (z: Int, y: Int, x: Int), _ e: Extent, in mask: inout [UInt8]) {
        for z in max(voxel.z - 1, 0)...min(voxel.z + 1, e.depth - 1) {
            for y in max(voxel.y - 1, 0)...min(voxel.y + 1, e.height - 1) {
                let isCorner = z != voxel.z && y != voxel.y
                let row = (z * e.height + y) * e.width
                for x in (isCorner ? voxel.x...voxel.x : max(voxel.x - 1, 0)...min(voxel.x + 1, e.width - 1)) { mask[row + x] = 1 }
            }
        }
    }
}
