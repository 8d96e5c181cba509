import Kernels
import Networks
import Tensors

/// Test-time augmentation: the mean over mirrored images.
extension Segmenter {
    /// The axes D, H and W that are mirrored in each of the eight runs; the first is the image as it is.
    private static let mirrorings = (0..<8).map { number in (0..<3).map { number >> $0 & 1 == 1 } }

    /// The mean of the probabilities from the images mirrored along every combination of their axes, [outputs, D, H, W].
    ///
    /// Takes eight times as long as `probabilities`, whose parameters it has; tiles are counted over all eight runs.
    public func mirroredProbabilities(_ images: [Int: Tensor], stage: (Stage) throws -> Void = { _ in }) throws -> Tensor {
        var mean: Tensor?
        for (number, axes) in Segmenter.mirrorings.enumerated() {
            let found = try probabilities(images.mapValues { mirrored($0, axes) }) { try stage($0.counted(number, of: Segmenter.mirrorings.count)) }
            let turned = mirrored(found, axes)
            if let mean { add(turned, to: mean) } else { mean = turned }
        }
        return divided(mean!, by: Float(Segmenter.mirrorings.count))
    }

    /// A planar tensor reversed along some of its axes D, H and W; itself where along none.
    private func mirrored(_ tensor: Tensor, _ axes: [Bool]) -> Tensor {
        guard axes.contains(true) else { return tensor }
        let result = Tensor(tensor.shape, layout: .planar), extent = tensor.shape.extent
        machine.run(tensor.shape.channels * extent.depth) { task, _ in
            let (channel, d) = (task / extent.depth, task % extent.depth)
            let from = tensor.base + (channel * extent.depth + (axes[0] ? extent.depth - 1 - d : d)) * extent.height * extent.width
            let to = result.base + task * extent.height * extent.width
            for h in 0..<extent.height {
                let (row, target) = (from + (axes[1] ? extent.height - 1 - h : h) * extent.width, to + h * extent.width)
                if axes[2] {
                    for w in 0..<extent.width { target[w] = row[extent.width - 1 - w] }
                } else {
                    target.update(from: row, count: extent.width)
                }
            }
        }
        return result
    }

    private func add(_ tensor: Tensor, to sum: Tensor) {
        let plane = sum.shape.extent.height * sum.shape.extent.width
        machine.run(sum.shape.channels * sum.shape.extent.depth) { task, _ in
            let (source, target) = (tensor.base + task * plane, sum.base + task * plane)
            for voxel in 0..<plane { target[voxel] += source[voxel] }
        }
    }

    private func divided(_ tensor: Tensor, by count: Float) -> Tensor {
        for voxel in tensor.storage.indices { tensor.storage[voxel] /= count }
        return tensor
    }
}

extension Segmenter.Stage {
    /// The stage of one of several runs over the same tiles, its tile counted over all.
    fileprivate func counted(_ run: Int, of runs: Int) -> Segmenter.Stage {
        switch self {
        case .compiling: .compiling
        case .computing(let tile, let count): .computing(tile: run * count + tile, of: runs * count)
        case .blending(let tile, let count): .blending(tile: run * count + tile, of: runs * count)
        }
    }
}
