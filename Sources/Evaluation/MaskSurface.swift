import Tensors

/// The border of a mask: its voxels of which one of the six neighbours is outside it, or outside the volume.
package enum MaskSurface {
    /// Indices into the mask, ascending.
    package static func voxels(_ mask: [UInt8], _ extent: Extent) -> [Int] {
        let (d, h, w) = (extent.depth, extent.height, extent.width)
        var surface: [Int] = []
        var index = 0
        for z in 0..<d {
            for y in 0..<h {
                for x in 0..<w {
                    if mask[index] != 0 {
                        let isInside = x > 0 && x < w - 1 && y > 0 && y < h - 1 && z > 0 && z < d - 1
                            && mask[index - 1] != 0 && mask[index + 1] != 0 && mask[index - w] != 0 && mask[index + w] != 0
                            && mask[index - h * w] != 0 && mask[index + h * w] != 0
                        if !isInside { surface.append(index) }
                    }
                    index += 1
                }
            }
        }
        return surface
    }
}
