import Kernels
import Tensors
import Training

/// Draws training patches from a case.
public struct PatchSampler: Sendable {
    /// Extent of a patch.
    public var patch: Extent
    /// Probability that a patch is centred on a voxel of a random region of the tumour.
    public var tumourCentred: Float
    public var augmentation: Augmentation
    /// How answers to the patches are judged.
    public var loss: SegmentationLoss
    private let machine: Machine

    public init(patch: Extent, tumourCentred: Float = 0.5, augmentation: Augmentation = .init(), loss: SegmentationLoss = .init(), machine: Machine) {
        self.machine = machine
        self.patch = patch
        self.tumourCentred = tumourCentred
        self.augmentation = augmentation
        self.loss = loss
    }

    /// A random patch; `keep` chooses which of the case's modalities are made at all.
    public func draw(_ source: TrainingCase, _ random: inout SeededGenerator, keep: (Int) -> Bool = { _ in true }) -> TrainingSample {
        let placement = augmentation.placement(center: center(source, &random), &random)
        let grid = Resampler(placement: placement, patch: patch, source: source.extent, machine: machine)
        let drawn = source.images.keys.sorted().map { (modality: $0, random: SeededGenerator(seed: random.next())) }
        let kept = drawn.filter { keep($0.modality) }
        let images = kept.map { _ in Tensor(Shape(channels: 1, extent: patch), layout: .planar) }
        for (image, modality) in zip(images, kept) { grid.linear(source.images[modality.modality]!, into: image) }
        machine.run(kept.count) { index, _ in
            var own = kept[index].random
            augmentation.changeIntensity(images[index], &own)
        }
        return TrainingSample(images: Dictionary(uniqueKeysWithValues: zip(kept.map(\.modality), images)), truth: grid.nearest(source.truth), loss: loss)
    }

    /// The voxel of the case that the patch's centre shows.
    private func center(_ source: TrainingCase, _ random: inout SeededGenerator) -> SIMD3<Float> {
        let regions = source.regionVoxels.filter { !$0.isEmpty }
        let (e, p) = (source.extent, patch)
        guard random.chance(tumourCentred), !regions.isEmpty else {
            func along(_ length: Int, _ size: Int) -> Float {
                length <= size ? Float(length) / 2 : random.uniform(Float(size) / 2...Float(length) - Float(size) / 2)
            }
            return SIMD3(along(e.depth, p.depth), along(e.height, p.height), along(e.width, p.width))
        }
        let region = regions[Int.random(in: regions.indices, using: &random)]
        let voxel = Int(region[Int.random(in: region.indices, using: &random)])
        return SIMD3(Float(voxel / (e.height * e.width)), Float(voxel / e.width % e.height), Float(voxel % e.width))
    }
}

/// Reads a placed patch out of a case: images trilinearly, labels from the nearest voxel, 0 outside.
struct Resampler {
    let placement: Augmentation.Placement
    let patch: Extent
    let source: Extent
    let machine: Machine

    func linear(_ image: Tensor, into target: Tensor) {
        let (h, w) = (source.height, source.width)
        let limit = SIMD3(Float(source.depth - 1), Float(h - 1), Float(w - 1))
        forEachVoxel { index, position in
            guard all(position .>= 0), all(position .<= limit) else { return target.base[index] = 0 }
            let low = position.rounded(.down), t = position - low
            let (d0, h0, w0) = (Int(low.x), Int(low.y), Int(low.z))
            let (dStep, hStep, wStep) = (d0 + 1 < source.depth ? h * w : 0, h0 + 1 < h ? w : 0, w0 + 1 < w ? 1 : 0)
            let p = image.base + (d0 * h + h0) * w + w0
            func row(_ q: UnsafeMutablePointer<Float>) -> Float { q[0] + t.z * (q[wStep] - q[0]) }
            func plane(_ q: UnsafeMutablePointer<Float>) -> Float { let a = row(q); return a + t.y * (row(q + hStep) - a) }
            // A voxel of background stays background, so that the brain's edge is not smeared outwards.
            let nearest = p[(t.x > 0.5 ? dStep : 0) + (t.y > 0.5 ? hStep : 0) + (t.z > 0.5 ? wStep : 0)]
            let a = plane(p)
            target.base[index] = nearest == 0 ? 0 : a + t.x * (plane(p + dStep) - a)
        }
    }

    func nearest(_ masks: [[UInt8]]) -> [[UInt8]] {
        // The voxel of the case that each voxel of the patch shows; -1 outside.
        let shown = [Int32](unsafeUninitializedCapacity: patch.voxels) { shown, count in
            nonisolated(unsafe) let shown = shown
            forEachVoxel { index, position in
                let (d, h, w) = (Int(position.x.rounded()), Int(position.y.rounded()), Int(position.z.rounded()))
                let isInside = d >= 0 && d < source.depth && h >= 0 && h < source.height && w >= 0 && w < source.width
                shown[index] = isInside ? Int32((d * source.height + h) * source.width + w) : -1
            }
            count = patch.voxels
        }
        return masks.map { mask in shown.map { $0 >= 0 && mask[Int($0)] != 0 ? 1 : 0 } }
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
