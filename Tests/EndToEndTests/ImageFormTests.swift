import Foundation
import Imaging
import TestSupport
import Testing

/// The same case in every form that a file can have gives the same labels, in the voxels' own order and on their grid.
@Suite struct ImageFormTests {
    private let modalities = ["flair", "t1c"]

    /// Writes both images through `write` and returns the labels of the mask.
    private func labels(_ bench: Bench, _ write: (String) -> String) throws -> [UInt8] {
        try bench.segment("--force", images: modalities.flatMap { ["--\($0)", write($0)] })
        return try bench.labels()
    }

    private func plain(_ bench: Bench) throws -> [UInt8] {
        let labels = try labels(bench) { bench.image($0) }
        #expect(Set(labels) == [0, 1, 2, 4], "a mask of all labels, or the comparisons say little")
        return labels
    }

    private static let orders = [
        SmallCase.AxisOrder(reversed: [true, true, false]), .init(reversed: [true, false, true]), .init(reversed: [true, true, true]), .init(axes: [1, 0, 2]),
        .init(axes: [2, 0, 1], reversed: [false, true, false]), .init(axes: [1, 2, 0], reversed: [true, false, true]), .init(axes: [2, 1, 0], reversed: [true, true, true]),
    ]

    @Test(arguments: orders) func everyOrientation(order: SmallCase.AxisOrder) throws {
        let bench = try Bench()
        let expected = order.order(try plain(bench))
        #expect(try labels(bench) { bench.image(SmallCase.image($0, order), "turned-\($0).nii") } == expected)
        #expect(try NIfTIReader.readGrid(bench.mask) == NIfTIReader.readGrid(bench.scratch.file("in/turned-flair.nii")))
    }

    /// Pixels, both forms with their codes, and units are the input's own bytes, also where the forms disagree.
    @Test(arguments: [(1, 2), (1, 0), (0, 4), (3, 1)]) func bothFormsAreKept(qform: Int, sform: Int) throws {
        let bench = try Bench()
        var fixture = SmallCase.image("flair")
        (fixture.qformCode, fixture.sformCode, fixture.units) = (qform, sform, 10)
        (fixture.quaternion, fixture.offset, fixture.pixdim[0]) = ([0.1, -0.2, 0.3], [1.5, 2.25, -3.125], -1)
        let image = bench.image(fixture, "forms.nii")
        try bench.segment(images: ["--flair", image])
        let (given, made) = (bench.scratch.bytes("in/forms.nii"), bench.scratch.bytes("out/mask.nii"))
        #expect(made[76..<92] == given[76..<92], "pixdim")
        #expect(made[252..<328] == given[252..<328], "codes, quaternion, offset and rows")
        #expect(made[123] == 10 && made[68..<72] == [0xEA, 3, 2, 0], "units, intent 1002, uint8")
    }

    private static let forms: [(String, @Sendable (inout NIfTIFixture) -> Void)] = [
        ("NIfTI-2", { $0.version = 2 }), ("big-endian", { $0.isBigEndian = true }), ("NIfTI-2, big-endian", { ($0.version, $0.isBigEndian) = (2, true) }),
        ("uint16", { $0.datatype = 512 }), ("float64", { $0.datatype = 64 }), ("scaled", { ($0.slope, $0.values) = (0.5, $0.values.map { $0 * 2 }) }),
        ("with an extension", { $0.extensionBytes = [32, 0, 0, 0, 4, 0, 0, 0] + [UInt8](repeating: 65, count: 24) }),
        ("qform alone", { ($0.qformCode, $0.sformCode, $0.offset) = (1, 0, [-11, -20, -19]) }),
    ]

    @Test(arguments: forms.indices) func everyFile(form: Int) throws {
        let (name, change) = ImageFormTests.forms[form]
        let bench = try Bench()
        let expected = try plain(bench)
        func write(_ modality: String) -> String {
            var fixture = SmallCase.image(modality)
            change(&fixture)
            return bench.image(fixture, "form-\(modality).nii")
        }
        #expect(try labels(bench, write) == expected, "\(name)")
    }

    @Test(arguments: ["hdr", "img"], [false, true]) func pairs(given half: String, isCompressed: Bool) throws {
        let bench = try Bench()
        let expected = try plain(bench)
        func write(_ modality: String) -> String {
            var fixture = SmallCase.image(modality)
            fixture.isPair = true
            let ending = isCompressed ? ".gz" : ""
            for (half, bytes) in [("hdr", fixture.header), ("img", fixture.voxels)] {
                bench.scratch.put(isCompressed ? Gzip.stored(bytes) : bytes, "in/pair-\(modality).\(half)\(ending)")
            }
            return bench.scratch.file("in/pair-\(modality).\(half)\(ending)")
        }
        #expect(try labels(bench, write) == expected)
    }

    @Test(arguments: ["a.nii.gz", "A.NII.GZ", "no-extension", "with space.nii", "tête.nii", "脳.nii.gz"]) func names(name: String) throws {
        let bench = try Bench()
        let expected = try plain(bench)
        let written = try labels(bench) { modality in
            let bytes = SmallCase.image(modality).single
            return bench.scratch.put(name.lowercased().hasSuffix("gz") ? Gzip.stored(bytes) : bytes, "in/\(modality) \(name)")
        }
        #expect(written == expected)
    }
}
