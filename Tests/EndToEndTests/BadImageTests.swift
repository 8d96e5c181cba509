import Foundation
import TestSupport
import Testing

/// Images that cannot be used, and modalities that are given wrongly.
@Suite struct BadImageTests {
    @Test(arguments: files + claims + contents + choices) func isRefused(_ input: BadInput) throws { try input.check() }

    private static let files: [BadInput] = [
        .image("absent", 66, says: "no such file", "Check the path") { $0.scratch.file("in/absent.nii.gz") },
        .image("a directory", 66, says: "found a directory", "Give the path of a file") { $0.scratch.file("in") },
        .image("empty", 65, says: "is empty", "Copy or export it again") { $0.scratch.put([], "in/image.nii.gz") },
        .image("text", 65, says: "expected a NIfTI-1 or NIfTI-2 header", "Convert it") { $0.scratch.put(Array("patient: 1\n".utf8), "in/notes.txt") },
        .image("a picture", 65, says: "a PNG picture", "Convert it") { $0.scratch.put([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10], "in/image.nii") },
        .image("cut in the header", 65, says: "Copy it again") { $0.scratch.put(Array(SmallCase.image("t1").single.prefix(200)), "in/image.nii") },
        .image("cut in the voxels", 65, says: "27232 bytes", "Copy it again") { $0.scratch.put(SmallCase.image("t1").single.dropLast(1000), "in/image.nii") },
        .image("gzip ends early", 65, says: "ends early", "Copy or download it again") {
            $0.scratch.put(Gzip.stored(SmallCase.image("t1").single).dropLast(1000), "in/image.nii.gz")
        },
        .image("gzip is corrupt", 65, says: "corrupt", "Copy or download it again") { bench in
            var bytes = Gzip.stored(SmallCase.image("t1").single)
            bytes[10] = 7
            return bench.scratch.put(bytes, "in/image.nii.gz")
        },
        .image("half of a pair", 66, says: "image.img", "side by side") { bench in
            var fixture = SmallCase.image("t1")
            fixture.isPair = true
            return bench.scratch.put(fixture.header, "in/image.hdr")
        },
        .image("a pipe", 66, says: "found a pipe or a device", "Give the path of a file") { bench in
            let path = bench.scratch.file("in/pipe.nii")
            #expect(mkfifo(path, 0o600) == 0)
            return path
        },
    ]

    private static func changed(_ description: String, says: String..., change: @escaping @Sendable (inout NIfTIFixture) -> Void) -> BadInput {
        BadInput(description, 65) { bench in
            var fixture = SmallCase.image("t1")
            change(&fixture)
            let path = bench.image(fixture)
            return (bench.arguments(images: ["--t1", path]), [path] + says)
        }
    }

    private static let claims: [BadInput] = [
        changed("4-D", says: "24×28×10×2", "Extract one volume") { $0.dim = [4, 24, 28, 10, 2, 1, 1, 1] },
        changed("2-D", says: "24×560", "Give the whole series") { $0.dim = [2, 24, 560, 1, 1, 1, 1, 1] },
        changed("one slice", says: "24×560×1", "Give the whole series") { $0.dim = [3, 24, 560, 1, 1, 1, 1, 1] },
        changed("negative extent", says: "dim[2]", "-28", "Export the file again") { $0.dim[2] = -28 },
        changed("colours", says: "RGB24", "Convert it") { $0.datatype = 128 },
        changed("NaN in the affine", says: "sform", "not finite", "Correct the header") { $0.srow[1] = .nan },
        changed("singular affine", says: "sform", "singular", "Correct the header") { $0.srow[5] = 0 },
        changed("more voxels than the file holds", says: "Copy it again") { $0.dim = [3, 300, 300, 300, 1, 1, 1, 1] },
        changed("NIfTI-1 extents past memory", says: "32767×32767×32767", "Crop or resample") { $0.dim = [3, 32767, 32767, 32767, 1, 1, 1, 1] },
        changed("NIfTI-2 extents whose product overflows", says: "Crop or resample") {
            ($0.version, $0.dim) = (2, [3, 1 << 62, 1 << 62, 16, 1, 1, 1, 1])
        },
    ]

    private static let contents: [BadInput] = [
        changed("all zero", says: "background or equal", "Check the export") { $0.values = $0.values.map { _ in 0 } },
        changed("all one value", says: "background or equal", "Check the export") { $0.values = $0.values.map { _ in 7 } },
        changed("all NaN", says: "background or equal", "Check the export") { ($0.datatype, $0.values) = (16, $0.values.map { _ in .nan }) },
        changed("a segmentation", says: "as a segmentation does", "Give the scan") { $0.values = $0.values.indices.map { [0, 1, 2, 4][$0 % 4] } },
        changed("a mask of the brain", says: "as a segmentation does", "Give the scan") { $0.values = $0.values.map { min($0, 1) } },
        BadInput("in another place altogether", 65) { bench in
            var fixture = SmallCase.image("t1")
            fixture.srow[3] += 500
            let path = bench.image(fixture)
            return (bench.arguments("--t1", path), [bench.flair, path, "share no place", "correct the headers"])
        },
        BadInput("a segmentation on another grid", 65) { bench in
            var fixture = SmallCase.image("t1")
            fixture.values = fixture.values.indices.map { [0, 1, 2, 4][$0 % 4] }
            fixture.srow[3] += 5
            let path = bench.image(fixture)
            return (bench.arguments("--t1", path), [path, "as a segmentation does"])
        },
    ]

    private static let choices: [BadInput] = [
        BadInput("no modality", 64) { ($0.arguments(images: []), ["no image was given", "--flair", "--t1c"]) },
        BadInput("the same option twice", 64) { ($0.arguments("--flair", "other.nii"), ["flair was given twice", $0.flair, "other.nii", "give each modality once"]) },
        BadInput("the same modality under two names", 64) {
            ($0.arguments("--T2F", "other.nii"), ["flair was given twice", $0.flair, "other.nii", "give each modality once"])
        },
        BadInput("the grid of an absent modality", 64) { ($0.arguments("--output-grid", "t2"), ["--output-grid t2", "no image of it", "flair"]) },
        BadInput("the reference of an absent modality", 64) { ($0.arguments("--reference", "T1ce"), ["--reference t1c", "no image of it", "flair"]) },
        BadInput("no grid", 64) { ($0.arguments("--output-grid", "coarse"), ["coarse", "--help"]) },
        BadInput("an absent reference", 66) { ($0.arguments("--reference", "absent.nii"), ["absent.nii", "no such file"]) },
        BadInput("a modality without a path", 64) { ($0.arguments("--t1", ""), ["--t1 has no text", "leave --t1 out"]) },
        BadInput("a modality without a file", 64) { ($0.arguments("--t1"), ["--t1", "--help"]) },
    ]
}
