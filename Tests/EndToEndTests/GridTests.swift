import Foundation
import Imaging
import TestSupport
import Testing

/// Images on different grids, and masks on the grid that is asked for.
@Suite struct GridTests {
    let bench: Bench

    init() throws { bench = try Bench() }

    /// The parts of a NIfTI-1 header that say where voxels lie: dim, pixdim[0...3], units, codes and both forms.
    private func geometry(_ bytes: [UInt8]) -> [[UInt8]] {
        [Array(bytes[40..<48]), Array(bytes[76..<92]), [bytes[123]], Array(bytes[252..<256]), Array(bytes[256..<328])]
    }

    @Test func aCoarserImageIsBroughtToTheFinestGrid() throws {
        let t1 = bench.image(SmallCase.coarse("t1"), "coarse.nii")
        let outcome = try bench.segment("--t1", t1)
        #expect(outcome.errors.hasPrefix("given: flair, t1;"))
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.image("flair").single))
        #expect(Set(try bench.labels()).count == 4)
        // The same with the image brought there beforehand.
        let flair = try NIfTIReader.readGrid(bench.flair), volume = try NIfTIReader.read(t1)
        let moved = Resampling(from: volume.grid, to: flair).apply(volume.voxels, background: Background.value(of: volume), runInOrder).voxels
        let path = bench.scratch.file("in/moved.nii")
        try NIfTIWriter.write(Volume(grid: flair, voxels: moved), to: path, overwrite: false)
        try bench.segment("--t1", path, output: bench.scratch.file("out/second.nii"))
        #expect(try bench.labels(bench.scratch.file("out/second.nii")) == bench.labels())
    }

    @Test func theMaskReturnsOnTheGridAskedFor() throws {
        let t1 = bench.image(SmallCase.coarse("t1"), "coarse.nii"), json = bench.scratch.file("out/s.json")
        try bench.segment("--t1", t1)
        let fine = try bench.labels()
        try bench.segment("--t1", t1, "--output-grid", "T1n", "--force", "--statistics", json)
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.coarse("t1").single))
        // Slices 0, 2, 4, … lie on both grids, but for a coarser grid all slices count; most labels stay.
        let slice = SmallCase.size[0] * SmallCase.size[1], kept = fine.indices.filter { $0 / slice % 2 == 0 }.map { fine[$0] }
        let labels = try bench.labels()
        #expect(zip(labels, kept).count { $0 == $1 } > kept.count * 8 / 10 && labels != kept)
        let statistics = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
        #expect(statistics["voxel_volume"] as? Double == 6 && (statistics["warnings"] as? [Any])?.isEmpty == true)
        let whole = (statistics["regions"] as? [String: [String: Any]])?["WT"]?["voxels"] as? Int
        #expect(whole == labels.count { $0 != 0 })
    }

    /// Of two images with the same voxels, the one that shows more is segmented.
    @Test func aSlabIsNoReference() throws {
        var slab = SmallCase.image("flair")
        (slab.dim[3], slab.values) = (6, Array(slab.values.prefix(slab.dim[1] * slab.dim[2] * 6)))
        let outcome = try bench.segment(images: ["--flair", bench.image(slab, "slab.nii"), "--t1", bench.image("t1")])
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.image("t1").single))
        #expect(outcome.errors.contains("slab.nii: it shows"))
    }

    @Test func aBrokenVoxelIsTold() throws {
        var image = SmallCase.image("flair")
        let place = try #require(image.values.lastIndex { $0 != 0 })
        (image.datatype, image.values[place]) = (16, 1e9)
        #expect(try bench.segment(images: ["--flair", bench.image(image, "broken.nii")]).errors.contains("broken.nii: 1 of its voxels lie so far"))
    }

    /// Asked for the grid of an image whose axes run otherwise: the voxels are the same, and so are their labels.
    @Test func anotherOrderOfTheAxesKeepsEveryLabel() throws {
        let order = SmallCase.AxisOrder(axes: [2, 0, 1], reversed: [true, false, true])
        let t1 = bench.image(SmallCase.image("t1", order), "turned.nii")
        try bench.segment("--t1", t1)
        let labels = try bench.labels()
        try bench.segment("--t1", t1, "--output-grid", "t1", "--force")
        #expect(try bench.labels() == order.order(labels))
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.image("t1", order).single))
    }

    /// Headers that differ by rounding: nothing is interpolated, and the mask has the header that is asked for.
    @Test func equalGridsChangeNoBit() throws {
        var rounded = SmallCase.image("t1")
        (rounded.srow[3], rounded.sformCode) = (rounded.srow[3] + 1e-4, 2)
        let t1 = bench.image(rounded, "rounded.nii")
        try bench.segment("--t1", bench.image("t1"))
        let expected = bench.scratch.bytes("out/mask.nii")
        try bench.segment("--t1", t1, "--force")
        #expect(bench.scratch.bytes("out/mask.nii") == expected)
        for more in [["--reference", "t1"], ["--output-grid", "t1"]] {
            #expect(try Program.infer.run(bench.arguments("--t1", t1, "--force") + more).status == 0)
            let found = bench.scratch.bytes("out/mask.nii")
            #expect(found.dropFirst(352) == expected.dropFirst(352) && geometry(found) == geometry(rounded.single))
        }
    }

    @Test func anyFileCanBeTheReference() throws {
        let file = bench.image(SmallCase.coarse("t2"), "atlas.nii")
        try bench.segment("--reference", file)
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.coarse("t2").single))
        let clash = try Program.infer.run(bench.arguments("--reference", file, "--force", output: file))
        #expect(clash.status == 64 && clash.errors.contains("an input and an output"))
    }

    @Test func aMillimetreCanBeTheReference() throws {
        try bench.segment("--reference", "1mm", output: bench.scratch.file("out/1.nii.gz"))
        let grid = try NIfTIReader.readGrid(bench.scratch.file("out/1.nii.gz"))
        #expect(grid.dimensions == SIMD3(24, 42, 40) && grid.spacing == SIMD3(1, 1, 1))
        try bench.segment("--reference", "1MM", "--output-grid", "flair")
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.image("flair").single))
        #expect(Set(try bench.labels()).count > 1)
    }

    /// Voxels of 1 × 1.5 × 2 mm, for a model that knows cubes of 1 mm: it works on those, and the mask is of the image's.
    @Test func theModelWorksOnVoxelsThatItKnows() throws {
        let cubes = try TinyModel.write(bench.scratch.file("cubes.metakd"), TinyModel.header(spacing: .one))
        try bench.segment("--reference", "1mm", "--output-grid", "flair")
        let expected = try bench.labels()
        let report = bench.scratch.file("out/report.html")
        try bench.segment("--model", cubes, "--report", report, "--force")
        #expect(try String(contentsOfFile: report, encoding: .utf8).contains("\"total\":[24,28,20]"))
        let more = ["p.nii.gz", "u.nii.gz", "o.png", "s.json"].map { bench.scratch.file("out/more/\($0)") }
        try FileManager.default.createDirectory(atPath: bench.scratch.file("out/more"), withIntermediateDirectories: true)
        try bench.segment("--model", cubes, "--tta", "--probabilities", more[0], "--uncertainty", more[1], "--overlay", more[2], "--statistics", more[3],
                          output: bench.scratch.file("out/more/mask.nii.gz"))
        #expect(try NIfTIReader.readGrid(more[1]).dimensions == SIMD3(24, 28, 20) && bench.scratch.bytes("out/more/o.png").count > 1000)
        #expect(try String(contentsOfFile: more[3], encoding: .utf8).contains("\"working_spacing\" : [\n    1,"))
        #expect(geometry(bench.scratch.bytes("out/mask.nii")) == geometry(SmallCase.image("flair").single))
        #expect(try bench.labels() == expected && Set(expected).count > 1)
        // On a grid of cubes nothing changes, nor on one that differs by little.
        for model in [bench.model, cubes] { try bench.segment("--model", model, "--reference", "1mm", output: bench.scratch.file("out/\(model == cubes).nii")) }
        #expect(bench.scratch.bytes("out/true.nii") == bench.scratch.bytes("out/false.nii"))
        let alike = try TinyModel.write(bench.scratch.file("alike.metakd"), TinyModel.header(spacing: SIMD3(1.7, 1.5, 1.1)))
        for model in [bench.model, alike] { try bench.segment("--model", model, "--force", output: bench.scratch.file("out/\(model == alike).nii")) }
        #expect(bench.scratch.bytes("out/true.nii") == bench.scratch.bytes("out/false.nii"))
    }

    @Test func anObliqueImageIsBroughtToTheOthers() throws {
        var oblique = SmallCase.image("t1")
        let (c, s) = (cos(0.2), sin(0.2))
        oblique.srow = [c, -1.5 * s, 0, -11, s, 1.5 * c, 0, -20, 0, 0, 2, -19]
        let t1 = bench.image(oblique, "oblique.nii")
        for threads in ["1", "3"] { try bench.segment("--t1", t1, "--threads", threads, output: bench.scratch.file("out/\(threads).nii")) }
        #expect(bench.scratch.bytes("out/1.nii") == bench.scratch.bytes("out/3.nii"))
        #expect(geometry(bench.scratch.bytes("out/1.nii")) == geometry(SmallCase.image("flair").single))
    }

    @Test func aBatchTakesTheSameOptions() throws {
        let batch = try BatchBench()
        batch.put("flair", "a/a_flair.nii")
        batch.bench.scratch.put(SmallCase.coarse("t1").single, "cases/a/a_t1.nii")
        batch.put("t1", "b/b_t1.nii")
        #expect(try batch.run("--output-grid", "t1").errors.hasPrefix("2 done"))
        #expect(try NIfTIReader.readGrid(batch.output + "/a.nii.gz").dimensions == SIMD3(24, 28, 10))
        #expect(try batch.entries().map(\.options) == Array(repeating: "label-scheme=2021,precision=fp32,output-grid=t1", count: 2))
        #expect(try batch.run("--resume", "--output-grid", "t1").errors.hasPrefix("0 done, 2 kept"))
        let other = try batch.run("--resume", "--reference", batch.input + "/a/a_flair.nii", "--quiet")
        #expect(other.status == 0 && other.errors.isEmpty)
        #expect(try batch.entries().allSatisfy { $0.options.wholeMatch(of: /label-scheme=2021,precision=fp32,reference=[0-9a-f]{64}/) != nil })
        let absent = try batch.run("--resume", "--reference", "flair")
        #expect(absent.status == 2 && absent.errors.contains("metakd-infer: b: --reference flair: the case has no image of it"))
    }

    /// Slices 10 mm apart: each program says so, and where the case's name stands for its file's place.
    @Test func warningsAreToldAndKept() throws {
        var thick = SmallCase.image("t2")
        (thick.pixdim[3], thick.srow[10]) = (10, 10)
        let t2 = bench.image(thick, "thick.nii"), json = bench.scratch.file("out/s.json")
        let told = try bench.segment("--statistics", json, images: ["--t2", t2])
        #expect(told.errorLines.last?.hasPrefix("warning: \(t2): its voxels of 1 × 1.5 × 10 mm") == true, "\(told.errors)")
        let statistics = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: json))) as? [String: Any])
        let warnings = try #require(statistics["warnings"] as? [[String: String]])
        #expect(warnings.count == 1 && warnings[0]["kind"] == "anisotropic" && warnings[0]["modality"] == "t2" && warnings[0]["file"] == t2)
        #expect(try bench.segment("--quiet", "--force", images: ["--t2", t2]).errors.isEmpty)
        let batch = try BatchBench()
        batch.bench.scratch.put(thick.single, "cases/a/a_t2.nii")
        let outcome = try batch.run()
        #expect(outcome.status == 0 && outcome.errors.hasPrefix("a: warning: \(batch.input)/a/a_t2.nii: its voxels"))
        let message = try #require(try batch.entries().first?.message)
        #expect(message.hasPrefix("warning: t2: its voxels") && !message.contains(batch.bench.folder))
    }
}
