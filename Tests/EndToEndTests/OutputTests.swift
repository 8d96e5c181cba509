import Foundation
import Imaging
import TestSupport
import Testing

/// What a run writes: mask, picture and statistics, under every option and name.
@Suite struct OutputTests {
    /// Labels of a mask, however it is written.
    private func voxels(_ path: String) throws -> [Float] { try NIfTIReader.read(path).voxels }

    @Test(arguments: [["flair", "t2f", "fla", "t2flair", "FLAIR"], ["t1", "t1n", "t1w", "T1N"], ["t1c", "t1ce", "t1gd", "t1post", "ct1", "T1Gd"], ["t2", "t2w", "T2W"]])
    func everyNameOfAModality(names: [String]) throws {
        let bench = try Bench()
        let image = bench.image(names[0])
        let masks = try names.map { name throws -> [UInt8] in
            #expect(try bench.segment("--force", images: ["--\(name)", image]).errors.hasPrefix("given: \(names[0]); imputed from their features: "))
            return bench.scratch.bytes("out/mask.nii")
        }
        #expect(Set(masks).count == 1)
        #expect(try bench.segment("--force", images: ["--\(names.last!)=\(image)"]).errors.hasPrefix("given: \(names[0]);"))
        #expect(bench.scratch.bytes("out/mask.nii") == masks[0])
    }

    @Test func theSchemesDifferInTheEnhancingTumoursLabel() throws {
        let bench = try Bench()
        try bench.segment("--label-scheme", "2021")
        let labels = try bench.labels()
        #expect(Set(labels) == [0, 1, 2, 4])
        try bench.segment("--label-scheme", "2023", "--force")
        #expect(try bench.labels() == labels.map { $0 == 4 ? 3 : $0 })
        try bench.segment("--force")
        #expect(try bench.labels() == labels)
    }

    @Test(arguments: ["2021", "2023"]) func statisticsAreThoseOfTheMask(scheme: String) throws {
        let bench = try Bench()
        let path = bench.scratch.file("out/s.json")
        try bench.segment("--statistics", path, "--label-scheme", scheme, "--t1w", bench.image("t1"))
        let text = try Data(contentsOf: URL(fileURLWithPath: path))
        let statistics = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
        let labels = try bench.labels()
        func count(_ wanted: UInt8...) -> Int { labels.count { wanted.contains($0) } }
        func expect(_ group: String, _ name: String, _ voxels: Int) throws {
            let size = try #require((statistics[group] as? [String: [String: Any]])?[name])
            #expect(size["voxels"] as? Int == voxels && size["mm3"] as? Double == Double(voxels) * 3, "\(group) \(name)")
        }
        let et: UInt8 = scheme == "2021" ? 4 : 3
        #expect(count(et) > 0 && count(1) > 0 && count(2) > 0)
        for (region, voxels) in [("ET", count(et)), ("TC", count(et, 1)), ("WT", count(et, 1, 2))] { try expect("regions", region, voxels) }
        for label in [1, 2, et] { try expect("labels", "\(label)", count(label)) }
        #expect((statistics["labels"] as? [String: Any])?.count == 3)
        #expect(statistics["subset"] as? String == "flair+t1" && statistics["imputed"] as? [String] == ["t1c", "t2"])
        #expect(statistics["voxel_volume"] as? Double == 3 && statistics["case_name"] as? String == "mask" && statistics["label_scheme"] as? String == scheme)
        #expect((statistics["model_digest"] as? String)?.count == 64)
    }

    @Test func thePictureGoesToAFileOrIntoAFolder() throws {
        let bench = try Bench()
        try bench.segment("--overlay", bench.scratch.file("out/picture.png"))
        let picture = bench.scratch.bytes("out/picture.png")
        #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]) && picture.suffix(8).prefix(4) == Array("IEND".utf8)[...])
        for (folder, output) in [("out", "mask.nii"), ("out/", "other.nii.gz"), ("out", "Third.NII.GZ")] {
            try bench.segment("--force", "--overlay", bench.scratch.file(folder), output: bench.scratch.file("out/\(output)"))
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.scratch.file("out")).sorted()
            == ["Third.NII.GZ", "Third.png", "mask.nii", "mask.png", "other.nii.gz", "other.png", "picture.png"])
        #expect(bench.scratch.bytes("out/Third.NII.GZ").starts(with: [0x1F, 0x8B]))
        #expect(try voxels(bench.scratch.file("out/Third.NII.GZ")) == voxels(bench.mask))
    }

    @Test func quietSaysNothing() throws {
        let bench = try Bench()
        for option in ["--quiet", "-q"] {
            let outcome = try bench.segment("--force", option, "--overlay", bench.scratch.file("out"))
            #expect(outcome.output.isEmpty && outcome.errors.isEmpty)
        }
        let failed = try Program.infer.run(bench.arguments("--quiet"))
        #expect(failed.status == 73 && failed.errorLines.count == 1)
    }

    @Test func allGivenIsSaidWithoutImputing() throws {
        let bench = try Bench()
        let outcome = try bench.segment("--t1", bench.image("t1"), "--t1c", bench.image("t1c"), "--t2", bench.image("t2"))
        #expect(outcome.errors == "given: flair, t1, t1c, t2\n" && outcome.output.isEmpty)
    }

    @Test func theSameRunGivesTheSameBytes() throws {
        let bench = try Bench()
        let names = ["out/mask.nii.gz", "out/o.png", "out/s.json"]
        let runs = try [[], ["--threads", "1"], ["--threads", "2"], ["--threads", "3"], []].map { more throws -> [[UInt8]] in
            let arguments = bench.arguments("--overlay", bench.scratch.file(names[1]), "--statistics", bench.scratch.file(names[2]), "--force",
                                            output: bench.scratch.file(names[0]))
            #expect(try Program.infer.run(arguments + more).status == 0)
            return names.map { bench.scratch.bytes($0) }
        }
        #expect(Set(runs).count == 1 && runs[0].allSatisfy { $0.count > 100 })
    }

    @Test func pathsAreThoseOfTheShell() throws {
        let bench = try Bench()
        try bench.segment()
        let expected = bench.scratch.bytes("out/mask.nii")
        let run = ["--flair", "in/flair.nii", "--model", "tiny.metakd", "-o"]
        for path in ["mask.nii", "./out/../second.nii", "out/ein Name mit Ümlaut.nii", "out/-dash.nii"] {
            #expect(try Program.infer.run(run + [path], in: bench.folder).status == 0)
            #expect(bench.scratch.bytes(path) == expected, "\(path)")
        }
        #expect(try Program.infer.run(["segment"] + run + ["named.nii"], in: bench.folder).status == 0)
        #expect(bench.scratch.names == ["in", "mask.nii", "named.nii", "out", "second.nii", "tiny.metakd"])
    }

    /// A link stays a link; what it points at is made or replaced.
    @Test func linksAreFollowed() throws {
        let bench = try Bench()
        try bench.segment()
        let link = bench.scratch.file("out/link.nii")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.scratch.put([1], "elsewhere/mask.nii"))
        #expect(try Program.infer.run(bench.arguments(output: link)).status == 73)
        try bench.segment("--force", output: link)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == bench.scratch.file("elsewhere/mask.nii"))
        #expect(bench.scratch.bytes("elsewhere/mask.nii") == bench.scratch.bytes("out/mask.nii"))
    }

    @Test func statisticsCanGoToAPipe() throws {
        let bench = try Bench()
        let outcome = try bench.segment("--statistics", "/dev/stdout", "--quiet")
        #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [String: Any])
    }
}
