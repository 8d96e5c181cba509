import Foundation
import Imaging
import Testing
import Workflow

/// Warnings of phantoms with and without made faults.
@Suite struct InputChecksTests {
    private static let (flair, t1, t1c, t2) = (0, 1, 2, 3)
    private static let phantoms = (0..<4).map(CheckedCase.phantom)

    private func kinds(_ checked: CheckedCase) -> [String] { checked.warnings.map { "\($0.modality) \($0.kind.rawValue)" } }

    @Test(arguments: phantoms) func aGoodCaseIsNotWarnedOf(phantom: CheckedCase) {
        #expect(phantom.warnings.isEmpty)
        #expect(phantom.measures.gain < 0.95)
        for index in phantom.volumes.keys { #expect(kinds(CheckedCase(name: "", volumes: [index: phantom.volumes[index]!])) == []) }
    }

    @Test(arguments: phantoms, 0..<4) func aShiftedImageIsNamed(phantom: CheckedCase, index: Int) {
        let shift = SIMD3([10.0, 0, 0][index % 3], [10.0, 0, 0][(index + 1) % 3], [10.0, 0, 0][(index + 2) % 3]) / phantom.volumes[0]!.grid.spacing
        let found = phantom.with(index) { MadeFault.shifted($0, by: shift) }.warnings
        #expect(found.map(\.kind) == [.notCoRegistered] && found.map(\.modality) == [CheckedCase.modalities[index]])
        #expect(found.first?.text.hasPrefix("\(CheckedCase.modalities[index]).nii: it does not lie on ") == true)
    }

    @Test(arguments: phantoms, 0..<3) func aTurnedImageIsNamed(phantom: CheckedCase, axis: Int) {
        #expect(kinds(phantom.with(Self.t1) { MadeFault.turned($0, degrees: 10, axis: axis) }) == ["t1 not_co_registered"])
    }

    @Test func ofTwoThatDoNotFitBothAreNamed() {
        let pair = CheckedCase(name: "", volumes: Self.phantoms[0].volumes.filter { [Self.flair, Self.t1].contains($0.key) })
        let found = pair.with(Self.t1) { MadeFault.turned($0, degrees: 10, axis: 2) }.warnings
        #expect(found.count == 1 && found[0].modality == "t1" && found[0].message.contains("flair"))
    }

    @Test(arguments: phantoms) func imagesApartAreNamed(phantom: CheckedCase) {
        #expect(kinds(phantom.with(Self.t2) { MadeFault.shifted($0, by: SIMD3(30, 0, 0)) }) == ["t2 not_co_registered"])
    }

    @Test(arguments: phantoms) func swappedImagesAreNamed(phantom: CheckedCase) {
        #expect(kinds(phantom.swapped(Self.flair, Self.t1)) == ["t1 other_sequence"])
        #expect(phantom.swapped(Self.t1, Self.t2).warnings.map(\.kind) == [.otherSequence])
        #expect(phantom.swapped(Self.flair, Self.t2).warnings.map(\.kind) == [.otherSequence])
        #expect(phantom.swapped(Self.t1c, Self.t2).warnings.map(\.kind) == [.otherSequence])
    }

    @Test(arguments: phantoms) func aHeadIsNamed(phantom: CheckedCase) {
        #expect(kinds(phantom.with(Self.t1c, MadeFault.withHead)).contains("t1c not_skull_stripped"))
        // Noise in the air: no voxel is background.
        var noisy = phantom
        noisy.volumes[Self.t2]!.voxels = noisy.volumes[Self.t2]!.voxels.enumerated().map { $1 == 0 ? Float($0 % 7 + 1) : $1 }
        #expect(kinds(noisy).contains("t2 not_skull_stripped"))
    }

    @Test func hardlyAnyBrainIsNamed() {
        let phantom = Self.phantoms[0]
        let found = phantom.with(Self.t1c) { volume in
            var volume = volume
            for index in volume.voxels.indices where index / (48 * 60) != 24 { volume.voxels[index] = 0 }
            return volume
        }
        #expect(kinds(found) == ["t1c little_brain", "t1c cut_off"])
    }

    @Test(arguments: [true, false]) func aSlabIsNamed(isOnOneGrid: Bool) {
        // Half of the slices, with zeros for the others or without any.
        let found = Self.phantoms[1].with(Self.t2) { volume in
            var volume = volume
            let half = 48 * 60 * 24
            guard isOnOneGrid else {
                volume.grid = Grid(dimensions: SIMD3(48, 60, 24), affine: volume.grid.affine)
                volume.voxels.removeLast(half)
                return volume
            }
            for index in half..<2 * half { volume.voxels[index] = 0 }
            return volume
        }.warnings
        #expect(found.map { "\($0.modality) \($0.kind.rawValue)" } == ["t2 cut_off"])
        #expect(found[0].message.contains("of the brain that all images show together"))
    }

    @Test func aBrainOutsideOfTheGridIsNamed() {
        var phantom = Self.phantoms[0]
        // The finest image shows a slab through the middle, in slices half as thick.
        let grid = phantom.volumes[Self.flair]!.grid
        let affine = Affine(i: grid.affine.i, j: grid.affine.j, k: grid.affine.k / 2, origin: grid.affine.position(SIMD3(0, 0, 16)))
        phantom.volumes[Self.flair] = Volume(grid: Grid(dimensions: SIMD3(48, 60, 32), affine: affine), voxels: phantom.volumes[Self.flair]!.voxels[48 * 60 * 16..<48 * 60 * 32]
            .withUnsafeBufferPointer { slab in (0..<32).flatMap { k in slab[48 * 60 * (k / 2)..<48 * 60 * (k / 2 + 1)] } }, source: "flair.nii")
        let found = phantom.warnings.filter { $0.kind == .cutOff }
        #expect(found.map(\.modality) == ["t1", "t1c", "t2"] && found.allSatisfy { $0.message.contains("give --reference a modality that covers") })
    }

    @Test func oneImageForTwoModalitiesIsNamed() {
        let t2 = Self.phantoms[2].volumes[Self.t2]!
        let found = Self.phantoms[2].with(Self.flair) { _ in t2 }.warnings
        #expect(found.map(\.kind) == [.sameImage] && found[0].modality == "t2" && found[0].message.contains("flair's"))
    }

    @Test func brokenVoxelsAreNamed() {
        let phantom = Self.phantoms[3].with(Self.t1) { Volume(grid: $0.grid, voxels: $0.voxels, source: $0.source, holes: 700) }
        let checks = InputChecks(modalities: CheckedCase.modalities, phantom.inference)
        let found = checks.warnings(phantom.volumes, aligned: phantom.aligned, outliers: [Self.t2: 9], runInOrder)
        #expect(found.map(\.text) == [
            "t1.nii: 700 voxels in its brain are NaN or infinite and were taken for background; check the program that made it",
            "t2.nii: 9 of its voxels lie so far from the others that they were brought nearer; check the program that made it"])
    }

    /// The information two images share is looked at in intervals between the first and the 99th percentile, which may be equal.
    @Test func anImageOfNearlyOneValueIsChecked() {
        let flat = Self.phantoms[0].with(Self.t1) { volume in
            var volume = volume
            for index in volume.voxels.indices where volume.voxels[index] != 0 { volume.voxels[index] = index % 1000 == 0 ? 7 : 5 }
            return volume
        }
        #expect(flat.warnings.allSatisfy { $0.modality == "t1" || $0.kind == .otherSequence })
    }

    @Test func thickSlicesAreNamed() {
        func kinds(_ spacing: Double, known: SIMD3<Float>? = nil) -> [InputWarning] {
            var volume = Self.phantoms[0].volumes[Self.flair]!
            volume.grid = Grid(dimensions: volume.grid.dimensions, affine: Affine(i: SIMD3(1, 0, 0), j: SIMD3(0, 1, 0), k: SIMD3(0, 0, spacing), origin: .zero))
            var checked = CheckedCase(name: "", volumes: [0: volume])
            checked.inference.spacing = known
            return checked.warnings
        }
        #expect(kinds(3.9).isEmpty)
        #expect(kinds(4.1).map(\.kind) == [.anisotropic] && kinds(5)[0].message.contains("1 × 1 × 5 mm") && kinds(5)[0].message.contains("--reference 1mm"))
        #expect(kinds(5, known: .one).count == 1 && !kinds(5, known: .one)[0].message.contains("--reference") && kinds(5, known: SIMD3(5, 1, 1)).isEmpty)
    }

    @Test(arguments: [(0.001, true), (1.0, false), (20, true)]) func aHeadOfAWrongSizeIsNamed(millimetres: Double, isNamed: Bool) {
        var volume = Self.phantoms[0].volumes[Self.flair]!
        let size = millimetres * SIMD3.one
        volume.grid = Grid(dimensions: volume.grid.dimensions, affine: Affine(i: SIMD3(size.x, 0, 0), j: SIMD3(0, size.y, 0), k: SIMD3(0, 0, size.z), origin: .zero))
        let found = CheckedCase(name: "", volumes: [0: volume]).warnings.filter { $0.kind == .implausibleSize }
        #expect(found.count == (isNamed ? 1 : 0) && found.allSatisfy { $0.message.contains("48 × 60 × 48 voxels of") })
    }

    /// Real cases are not part of the repository: METAKD_DATA names the folder (default ../shared/data). METAKD_TABLE names a file for a table
    /// of what the checks measure of all of them; without it one is looked at.
    private static let folder = ProcessInfo.processInfo.environment["METAKD_DATA"] ?? "../shared/data"
    private static let table = ProcessInfo.processInfo.environment["METAKD_TABLE"]

    @Test(.enabled(if: FileManager.default.fileExists(atPath: folder + "/brats"), "no \(folder)/brats: set METAKD_DATA"))
    func realCases() throws {
        let all = try ["brats", "native"].flatMap { try CaseFolder.discover(in: "\(Self.folder)/\($0)") }
        var lines = ["case | fault | litres | gain | tail | reversal | warnings"]
        for folder in Self.table == nil ? [all[0]] : all {
            let good = try CheckedCase(folder)
            #expect(good.warnings.allSatisfy { $0.kind == .anisotropic && folder.path.contains("native") }, "\(good.name): \(kinds(good))")
            let moved = good.volumes.keys.max()!
            let shifted = good.with(moved) { MadeFault.shifted($0, by: SIMD3(10, 0, 0)) }, turned = good.with(moved) { MadeFault.turned($0, degrees: 10, axis: 2) }
            for wrong in [shifted, turned] { #expect(wrong.warnings.contains { $0.kind == .notCoRegistered }, "\(good.name)") }
            guard Self.table != nil else { continue }
            lines += [good.line("none"), shifted.line("shifted by 10 voxels"), turned.line("turned by 10°"), good.with(moved, MadeFault.withHead).line("with a head")]
            guard good.volumes.count == 4 else { continue }
            for (a, b) in [(0, 1), (1, 2), (1, 3), (0, 3), (0, 2), (2, 3)] {
                lines.append(good.swapped(a, b).line("\(CheckedCase.modalities[a]) and \(CheckedCase.modalities[b]) swapped"))
            }
        }
        if let table = Self.table { try lines.joined(separator: "\n").write(toFile: table, atomically: true, encoding: .utf8) }
    }
}
