import CKernels
import Kernels
import Tensors

/// Tiles cut out of a volume, and put together again.
extension Segmenter {
    /// Copies a tile out of an image, zero beyond the image's end.
    func copy(_ image: Tensor, at origin: (depth: Int, height: Int, width: Int), into tile: Tensor) {
        let (whole, part) = (image.shape.extent, tile.shape.extent)
        let width = min(part.width, whole.width - origin.width)
        machine.run(part.depth) { d, _ in
            let plane = tile.base + d * part.height * part.width
            plane.update(repeating: 0, count: part.height * part.width)
            guard origin.depth + d < whole.depth else { return }
            for h in 0..<min(part.height, whole.height - origin.height) {
                let from = ((origin.depth + d) * whole.height + origin.height + h) * whole.width + origin.width
                (plane + h * part.width).update(from: image.base + from, count: width)
            }
        }
    }

    /// Adds a tile's probabilities, weighted, where they belong. Every voxel is added to by one task, tile after tile.
    func add(_ logits: Tensor, of window: SlidingWindow, at origin: (depth: Int, height: Int, width: Int), to sum: Tensor, _ total: Tensor) {
        let (whole, part) = (sum.shape.extent, window.tile)
        let (height, width) = (min(part.height, whole.height - origin.height), min(part.width, whole.width - origin.width))
        window.profiles[2].withUnsafeBufferPointer { profile in
            machine.run(min(part.depth, whole.depth - origin.depth)) { d, _ in
                for h in 0..<height {
                    let to = ((origin.depth + d) * whole.height + origin.height + h) * whole.width + origin.width
                    var row = mk_blend(logits: logits.base + (d * part.height + h) * part.width, logits_channel: part.voxels, sum: sum.base + to,
                                       sum_channel: whole.voxels, total: total.base + to, profile: profile.baseAddress,
                                       factor: window.profiles[0][d] * window.profiles[1][h], least: SlidingWindow.leastWeight,
                                       channels: sum.shape.channels, count: width)
                    machine.kernels.blend(&row)
                }
            }
        }
    }

    /// Divides every channel by the voxels' total weights.
    func divide(_ sum: Tensor, by total: Tensor) {
        let plane = sum.shape.extent.height * sum.shape.extent.width
        machine.run(sum.shape.channels * sum.shape.extent.depth) { task, _ in
            let (target, weights) = (sum.base + task * plane, total.base + task % sum.shape.extent.depth * plane)
            for voxel in 0..<plane { target[voxel] /= weights[voxel] }
        }
    }
}
