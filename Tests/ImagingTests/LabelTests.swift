import Imaging
import TestSupport
import Testing

/// Schemes, regions and what turns one into another.
struct LabelTests {
    @Test(arguments: [
        (LabelScheme.brats2015, [[4], [1, 3, 4], [1, 2, 3, 4]]), (.brats2021, [[4], [1, 4], [1, 2, 4]]),
        (.brats2023, [[3], [1, 3], [1, 2, 3]]), (.brats2024, [[3], [1, 3], [1, 2, 3]]),
    ])
    func regions(scheme: LabelScheme, members: [[UInt8]]) {
        for (region, expected) in zip(TumourRegion.allCases, members) {
            let found = (UInt8(0)...5).filter { scheme.region(region, contains: $0) }
            #expect(found == expected, "\(region.rawValue)")
            #expect(scheme.mask(of: region, in: [0, 1, 2, 3, 4]) == (UInt8(0)...4).map { expected.contains($0) ? 1 : 0 })
        }
    }

    @Test(arguments: [
        ([0, 1, 2, 4], "x_seg.nii.gz", LabelScheme.brats2021), ([0, 1, 2], "", .brats2021), ([0, 3], "x_seg.nii.gz", .brats2023),
        ([0, 1, 2, 3, 4], "a/OTMultiClass.nii.gz", .brats2015), ([0, 3], "OTMultiClass.nii.gz", .brats2015),
        ([3, 4], "d/BraTS-GLI-00005-100-seg.nii.gz", .brats2024), ([4], "BraTS-GLI-00005-100-seg.nii.gz", .brats2024),
        ([3], "BraTS-GLI-00027-000-seg.nii.gz", .brats2023), ([4], "BraTS-GLI-00027-000.nii.gz", .brats2021),
    ] as [([UInt8], String, LabelScheme)])
    func detection(labels: [UInt8], file: String, scheme: LabelScheme) throws {
        #expect(try LabelScheme.detect(in: labels, file: file) == scheme)
    }

    @Test func unknownLabel() {
        #expect(throws: ImagingError.unknownLabel(path: "a.nii", found: 7)) { try LabelScheme.detect(in: [0, 5, 7], file: "a.nii") }
    }

    @Test func conversion() {
        #expect(LabelScheme.brats2015.converted([0, 1, 2, 3, 4], to: .brats2021) == [0, 1, 2, 1, 4])
        #expect(LabelScheme.brats2021.converted([0, 1, 2, 4], to: .brats2023) == [0, 1, 2, 3])
        #expect(LabelScheme.brats2023.converted([0, 1, 2, 3], to: .brats2021) == [0, 1, 2, 4])
        #expect(LabelScheme.brats2024.converted([3, 4], to: .brats2021) == [4, 0])
    }

    /// All eight combinations of three regions; bit 0 ET, bit 1 TC, bit 2 WT.
    @Test(arguments: [(LabelScheme.brats2021, [0, 4, 1, 4, 2, 4, 1, 4] as [UInt8]), (.brats2023, [0, 3, 1, 3, 2, 3, 1, 3])])
    func regionsBecomeLabels(scheme: LabelScheme, expected: [UInt8]) {
        let bits = (0..<8).map { voxel in (0..<3).map { voxel >> $0 & 1 == 1 ? Float(0.5) : 0.49 } }
        let labels = scheme.labels(enhancingTumour: bits.map { $0[0] }, tumourCore: bits.map { $0[1] }, wholeTumour: bits.map { $0[2] })
        #expect(labels == expected)
    }

    @Test func labelsOfAVolume() throws {
        let scratch = Scratch()
        var fixture = NIfTIFixture(datatype: 16)
        #expect(try NIfTIReader.read(scratch.put(fixture.single)).labels() == (0..<24).map(UInt8.init))
        fixture.values[3] = 0.99999994
        #expect(try NIfTIReader.read(scratch.put(fixture.single)).labels()[3] == 1, "a label stored with a scaling")
        for wrong in [0.5, -1, 256] {
            fixture.values[3] = wrong
            let path = scratch.put(fixture.single)
            #expect(throws: ImagingError.notLabels(path: path, found: Float(wrong))) { try NIfTIReader.read(path).labels() }
        }
    }
}
