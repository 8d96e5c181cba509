import Foundation
import Imaging
import TestSupport
import Testing

/// What can be written beside a mask: probabilities, uncertainty, overlays of other kinds, and with which rules and mirroring.
@Suite struct ResultFileTests {
    /// Numbers after the header of an uncompressed NIfTI-1 file.
    private func floats(_ bench: Bench, _ name: String) -> [Float] {
        bench.scratch.bytes(name).withUnsafeBytes { bytes in
            stride(from: 352, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
        }
    }

    @Test(arguments: [[], ["--tta"]]) func probabilitiesAndEntropyAreThoseOfTheMask(more: [String]) throws {
        let bench = try Bench()
        let arguments = bench.arguments("--probabilities", bench.scratch.file("out/p.nii"), "--uncertainty", bench.scratch.file("out/u.nii"), "--rules", "none")
        #expect(try Program.infer.run(arguments + more).status == 0)
        let (labels, all, entropy) = (try bench.labels(), floats(bench, "out/p.nii"), floats(bench, "out/u.nii"))
        let count = labels.count
        #expect(all.count == 3 * count && entropy.count == count)
        let (et, tc, wt) = (all[..<count], all[count..<2 * count], all[(2 * count)...])
        #expect(labels == zip(et, zip(tc, wt)).map { $0 >= 0.5 ? 4 : $1.0 >= 0.5 ? 1 : $1.1 >= 0.5 ? 2 : 0 })
        #expect(entropy.allSatisfy { (0...2).contains($0) } && entropy.contains { $0 > 0 })
        // Both images lie where the mask does: the bytes of the forms are the same.
        let header = bench.scratch.bytes("out/mask.nii")[252..<344]
        for name in ["out/p.nii", "out/u.nii"] { #expect(bench.scratch.bytes(name)[252..<328] == header[252..<328], "\(name)") }
        #expect(bench.scratch.bytes("out/p.nii")[148...].starts(with: Array("probabilities of ET, TC, WT, in this order\0".utf8)))
    }

    /// The axes of the file differ from those in which the network works.
    @Test func probabilitiesFollowTheFilesAxes() throws {
        let bench = try Bench()
        let order = SmallCase.AxisOrder(axes: [2, 0, 1], reversed: [true, false, true])
        let turned = bench.image(SmallCase.image("flair", order), "turned.nii")
        for (image, name) in [(bench.flair, "a"), (turned, "b")] {
            try bench.segment("--probabilities", bench.scratch.file("out/\(name)-p.nii"), images: ["--flair", image], output: bench.scratch.file("out/\(name).nii"))
        }
        let (straight, other) = (floats(bench, "out/a-p.nii"), floats(bench, "out/b-p.nii"))
        let count = straight.count / 3
        for region in 0..<3 {
            #expect(Array(other[region * count..<(region + 1) * count]) == order.order(Array(straight[region * count..<(region + 1) * count])))
        }
    }

    @Test func rulesAndMirroringAreChosenAndTold() throws {
        let bench = try Bench()
        func mask(_ more: String...) throws -> ([UInt8], String) {
            #expect(try Program.infer.run(bench.arguments("--force", "--statistics", bench.scratch.file("out/s.json")) + more).status == 0)
            return (try bench.labels(), String(decoding: bench.scratch.bytes("out/s.json"), as: UTF8.self))
        }
        let (plain, told) = try mask()
        #expect(told.contains("\"tta\" : false"))
        #expect(try mask("--rules", "none").0 == plain, "the tiny model has no rules")
        let (withoutEnhancing, rules) = try mask("--rules", "region:ET:100000")
        #expect(withoutEnhancing == plain.map { $0 == 4 ? 1 : $0 } && plain.contains(4))
        #expect(rules.contains("remove ET if it is below 100000 voxels"))
        let (mirrored, toldSo) = try mask("--tta")
        #expect(mirrored != plain && toldSo.contains("\"tta\" : true"))
    }

    @Test func overlaysDifferByStyleAndPlanes() throws {
        let bench = try Bench()
        let pictures = try [[], ["--overlay-style", "fill", "--overlay-planes", "axial,coronal,sagittal"], ["--overlay-style", "contour"], ["--overlay-planes", "coronal"]].map { more throws -> [UInt8] in
            #expect(try Program.infer.run(bench.arguments("--force", "--overlay", bench.scratch.file("out/o.png")) + more).status == 0)
            return bench.scratch.bytes("out/o.png")
        }
        #expect(pictures[0] == pictures[1] && Set(pictures).count == 3)
    }

    @Test(arguments: [
        ("--overlay-style", "both", "contour"), ("--overlay-planes", "axial,axial", "axial,axial"), ("--overlay-planes", "", "--overlay-planes"),
        ("--overlay-planes", "top", "top"), ("--rules", "some", "some"),
    ]) func whatIsNoneIsRefused(option: String, value: String, says: String) throws {
        try BadInput("\(option) \(value)", 64) { ($0.arguments("--overlay", $0.scratch.file("out/o.png"), option, value), [says]) }.check()
    }

    @Test(arguments: [("--probabilities", "p.png", ".nii.gz or .nii"), ("--uncertainty", "u", ".nii.gz or .nii"), ("--report", "r.pdf", ".html")])
    func namesThatDoNotFit(option: String, name: String, expected: String) throws {
        try BadInput(option, 64) { ($0.arguments(option, $0.scratch.file("out/\(name)")), [name, option, expected]) }.check()
    }

    @Test(arguments: [("--probabilities", "x.nii"), ("--uncertainty", "x.nii"), ("--report", "x.html")])
    func allOrNothing(option: String, name: String) throws {
        let all = ["--overlay", "o.png", "--statistics", "s.json", "--probabilities", "p.nii", "--uncertainty", "u.nii", "--report", "r.html"]
        let others = stride(from: 0, to: all.count, by: 2).filter { all[$0] != option }.flatMap { [all[$0], all[$0 + 1]] }
        @Sendable func arguments(_ bench: Bench, _ last: String) -> [String] {
            bench.arguments() + others.map { $0.hasPrefix("--") ? $0 : bench.scratch.file("out/\($0)") } + [option, last]
        }
        try BadInput("\(option) exists", 73) { (arguments($0, $0.scratch.put([1], "out/\(name)")), ["\(name) exists", "--force"]) }.check()
        try BadInput("\(option) in no folder", 73) { (arguments($0, $0.scratch.file("absent/\(name)")), ["absent is no folder"]) }.check()
        try BadInput("\(option) over the model", 64) { bench in
            let link = bench.scratch.file("out/\(name)")
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: bench.model)
            return (arguments(bench, link) + ["--force"], ["an input and an output at once"])
        }.check()
        let bench = try Bench()
        #expect(try Program.infer.run(arguments(bench, bench.scratch.file("out/\(name)"))).status == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench.scratch.file("out")).count == 6)
    }

    @Test func labelColoursForViewers() throws {
        let bench = try Bench()
        let run = ["label-colours", bench.scratch.file("out")]
        let outcome = try Program.infer.run(run + ["--label-scheme", "2023"])
        #expect(outcome.status == 0 && outcome.output.split(separator: "\n").count == 2)
        #expect(String(decoding: bench.scratch.bytes("out/itk-snap-labels.txt"), as: UTF8.self).contains("\n3 230 85 13 1 1 1 \"enhancing tumour (ET)\"\n"))
        #expect(String(decoding: bench.scratch.bytes("out/slicer-colors.ctbl"), as: UTF8.self).contains("\n3 enhancing_tumour_(ET) 230 85 13 255\n"))
        let before = try bench.contents()
        #expect(try Program.infer.run(run).status == 73)
        #expect(try bench.contents() == before)
        #expect(try Program.infer.run(run + ["--force"]).status == 0)
        #expect(try Program.infer.run(["label-colours", bench.scratch.file("absent")]).status == 73)
    }
}
