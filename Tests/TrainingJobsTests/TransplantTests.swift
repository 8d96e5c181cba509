import Tensors
import TestSupport
import Testing
import TrainingJobs

@Suite struct TransplantTests {
    private let small = SmallTraining()

    /// Two cases, and a sampler of the first as a whole.
    private func bench(_ augmentation: Augmentation) throws -> (PatchSampler, TrainingCase, TrainingCase) {
        let cases = try small.begin(small.settings()).cases.training
        return (PatchSampler(patch: cases[0].extent, tumourCentred: 0, augmentation: augmentation, machine: small.machine), cases[0], cases[1])
    }

    @Test func theTumourArrivesAtItsPlaceOrTheMirroredOne() throws {
        let (sampler, recipient, donor) = try bench(.none)
        var sides: [Float: Int] = [:]
        for seed in 0..<8 as Range<UInt64> {
            var (one, other) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
            let (plain, mixed) = (sampler.draw(recipient, &one), sampler.draw(recipient, tumourOf: donor, &other))
            let side = ([1, -1] as [Float]).filter { side in
                (0..<recipient.extent.voxels).allSatisfy { voxel in
                    guard let place = place(of: voxel, recipient, donor, side), isBrain(recipient, voxel), isBrain(donor, place) else { return true }
                    return donor.truth[2][place] == 0 || (0..<3).allSatisfy { mixed.truth[$0][voxel] == donor.truth[$0][place] }
                }
            }
            try #require(side.count == 1)
            sides[side[0], default: 0] += 1
            // Outside of it the recipient stays as it was, and its background everywhere.
            let isChanged = (0..<recipient.extent.voxels).map { voxel in (0..<3).contains { plain.truth[$0][voxel] != mixed.truth[$0][voxel] } }
            for (modality, image) in plain.images {
                let (before, after) = (image.planarElements(), mixed.images[modality]!.planarElements())
                #expect(zip(before, after).allSatisfy { ($0 == 0) == ($1 == 0) } && zip(isChanged, zip(before, after)).allSatisfy { !$0 || $1.0 != $1.1 })
                #expect(1..<before.count / 2 ~= zip(before, after).count { $0 != $1 })
            }
        }
        #expect(sides.count == 2, "left and right")
    }

    @Test func aCasePutIntoItselfChangesNothingUnlessLeftBecameRight() throws {
        var augmentation = Augmentation.none
        (augmentation.mirror, augmentation.scale, augmentation.rotation) = (0.5, 0.2, 0.3)
        let (sampler, recipient, _) = try bench(augmentation)
        var unchanged = 0
        for seed in 0..<20 as Range<UInt64> {
            var (one, other) = (SeededGenerator(seed: seed), SeededGenerator(seed: seed))
            let (plain, mixed) = (sampler.draw(recipient, &one), sampler.draw(recipient, tumourOf: recipient, &other))
            let differs = plain.images.contains { modality, image in
                zip(image.planarElements(), mixed.images[modality]!.planarElements()).count { abs($0 - $1) > 1e-3 } > 3
            }
            if !differs {
                unchanged += 1
                #expect(zip(plain.truth, mixed.truth).allSatisfy { zip($0, $1).count { $0 != $1 } <= 3 })
            }
        }
        #expect(4...16 ~= unchanged, "\(unchanged) of 20")
    }

    private func isBrain(_ source: TrainingCase, _ voxel: Int) -> Bool { source.images.values.allSatisfy { $0.base[voxel] != 0 } }

    /// The donor's voxel at a recipient's, centre on centre.
    private func place(of voxel: Int, _ recipient: TrainingCase, _ donor: TrainingCase, _ side: Float) -> Int? {
        let (from, to) = (recipient.extent, donor.extent)
        func along(_ index: Int, _ length: Int, _ target: Int, _ side: Float) -> Int {
            Int((Float(target - 1) / 2 + side * (Float(index) - Float(length - 1) / 2)).rounded())
        }
        let d = along(voxel / (from.height * from.width), from.depth, to.depth, 1)
        let h = along(voxel / from.width % from.height, from.height, to.height, 1), w = along(voxel % from.width, from.width, to.width, side)
        return 0..<to.depth ~= d && 0..<to.height ~= h && 0..<to.width ~= w ? (d * to.height + h) * to.width + w : nil
    }
}
