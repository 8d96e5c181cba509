import Tensors
import Testing
import TrainingJobs

@Suite struct AugmentationTests {
    private let extent = Extent(12, 10, 14)

    @Test func theBackgroundStaysAndTheRestChanges() {
        let augmentation = Augmentation()
        for seed in 0..<30 as Range<UInt64> {
            let (image, before) = (picture(seed), picture(seed))
            var random = SeededGenerator(seed: seed)
            augmentation.changeIntensity(image, &random)
            let pairs = zip(image.planarElements(), before.planarElements())
            #expect(pairs.allSatisfy { $0.isFinite && ($0 == 0) == ($1 == 0) })
            #expect(pairs.contains { $0 != $1 })
        }
    }

    @Test func noneOfItChangesNothing() {
        let image = picture(1)
        var random = SeededGenerator(seed: 1)
        Augmentation.none.changeIntensity(image, &random)
        #expect(image.planarElements() == picture(1).planarElements())
    }

    @Test func aCurveRisesWithoutJumpsThroughTheOrigin() {
        for seed in 0..<20 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let curve = IntensityCurve(steepness: 0.7, &random)
            #expect(abs(curve(0)) < 1e-6)
            let values = (-400...400).map { curve(Float($0) * 0.01) }
            #expect(zip(values, values.dropFirst()).allSatisfy { 0.004 < $1 - $0 && $1 - $0 < 0.021 })
        }
    }

    @Test(arguments: 0..<3) func thickSlicesKeepConstantsAndRampsAndSmoothOneAxis(axis: Int) {
        var random = SeededGenerator(seed: 5)
        let thick = SliceThickness(3, along: axis, &random)
        let constant = image { _ in 2 }
        thick.apply(to: constant)
        #expect(constant.planarElements().allSatisfy { abs($0 - 2) < 1e-6 })
        let across = image { 1 + Float($0[(axis + 1) % 3]) }
        let before = across.planarElements()
        thick.apply(to: across)
        #expect(zip(across.planarElements(), before).allSatisfy { abs($0 - $1) < 1e-4 })
        let stripes = image { $0[axis] % 2 == 0 ? 1 : 3 }
        thick.apply(to: stripes)
        #expect(stripes.planarElements().filter { abs($0 - 2) < 0.8 }.count > extent.voxels * 3 / 4)
    }

    @Test func aBiasFieldIsSmooth() {
        var random = SeededGenerator(seed: 3)
        let flat = image { _ in 1 }
        BiasField(amplitude: 0.15, &random).apply(to: flat)
        #expect(Set(flat.planarElements()).count > 100)
        #expect(flat.planarElements().allSatisfy { abs($0 - 1) <= 4 * 0.3 })
        #expect(zip(flat.planarElements(), flat.planarElements().dropFirst()).enumerated().allSatisfy { ($0.offset + 1) % extent.width == 0 || abs($0.element.0 - $0.element.1) < 0.2 })
    }

    private func picture(_ seed: UInt64) -> Tensor {
        var random = SeededGenerator(seed: seed, stream: 9)
        return image { $0[0] < 2 ? 0 : random.normal() }
    }

    private func image(_ value: ([Int]) -> Float) -> Tensor {
        let tensor = Tensor(Shape(channels: 1, extent: extent), layout: .planar)
        for i in 0..<extent.voxels { tensor.base[i] = value([i / (extent.height * extent.width), i / extent.width % extent.height, i % extent.width]) }
        return tensor
    }
}
