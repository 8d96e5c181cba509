import Kernels
import Tensors

/// Reads a placed patch out of a case: images trilinearly, 0 outside, labels from the nearest voxel.
struct Resampler {
    let placement: Augmentation.Placement
    let patch: Extent
    let source: Extent
    let machine: Machine

    func linear(_ image: Tensor, into target: Tensor) {
        forEachVoxel { index, position in target.base[index] = value(of: image, at: position) }
    }

    /// Changes an image towards another case's.
    ///
    /// - Parameter share: Of the other case in each voxel of the patch, 0 to 1; background of either stays out of it.
    func blend(_ image: Tensor, into target: Tensor, share: [Float]) {
        forEachVoxel { index, position in
            guard share[index] > 0, target.base[index] != 0 else { return }
            let other = value(of: image, at: position)
            if other != 0 { target.base[index] += share[index] * (other - target.base[index]) }
        }
    }

    /// The voxel of the case that each voxel of the patch shows; −1 outside.
    func nearestVoxels() -> [Int32] {
        [Int32](unsafeUninitializedCapacity: patch.voxels) { shown, count in
            nonisolated(unsafe) let shown = shown
            forEachVoxel { index, position in
                let (d, h, w) = (Int(position.x.rounded()), Int(position.y.rounded()), Int(position.z.rounded()))
                let isInside = d >= 0 && d < source.depth && h >= 0 && h < source.height && w >= 0 && w < source.width
                shown[index] = isInside ? Int32((d * source.height + h) * source.width + w) : -1
            }
            count = patch.voxels
        }
    }

    private func value(of image: Tensor, at position: SIMD3<Float>) -> Float {
        let (h, w) = (source.height, source.width)
        guard all(position .>= 0), all(position .<= SIMD3(Float(source.depth - 1), Float(h - 1), Float(w - 1))) else { return 0 }
        let low = position.rounded(.down), t = position - low
        let (d0, h0, w0) = (Int(low.x), Int(low.y), Int(low.z))
        let (dStep, hStep, wStep) = (d0 + 1 < source.depth ? h * w : 0, h0 + 1 < h ? w : 0, w0 + 1 < w ? 1 : 0)
        let p = image.base + (d0 * h + h0) * w + w0
        func row(_ q: UnsafeMutablePointer<Float>) -> Float { q[0] + t.z * (q[wStep] - q[0]) }
        func plane(_ q: UnsafeMutablePointer<Float>) -> Float { let a = row(q); return a + t.y * (row(q + hStep) - a) }
        // A voxel of background stays background, so that the brain's edge is not smeared outwards.
        let nearest = p[(t.x > 0.5 ? dStep : 0) + (t.y > 0.5 ? hStep : 0) + (t.z > 0.5 ? wStep : 0)]
        let a = plane(p)
        return nearest == 0 ? 0 : a + t.x * (plane(p + dStep) - a)
    }

    private func forEachVoxel(_ body: (_ index: Int, _ position: SIMD3<Float>) -> Void) {
        let center = SIMD3(Float(patch.depth), Float(patch.height), Float(patch.width)) / 2
        machine.run(patch.depth) { d, _ in
            var index = d * patch.height * patch.width
            for h in 0..<patch.height {
                let start = placement.position(SIMD3(Float(d), Float(h), 0) - center)
                for w in 0..<patch.width {
                    body(index, start + placement.matrix[2] * Float(w))
                    index += 1
                }
            }
        }
    }
}
