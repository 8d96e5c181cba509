import Foundation
import Imaging
import TestSupport
import Testing
import Workflow

/// metakd-infer batch as a user runs it.
@Suite struct BatchProgramTests {
    let batch: BatchBench

    init() throws { batch = try BatchBench() }

    @Test func everyCaseIsSegmentedFromWhatItHas() throws {
        batch.putThree()
        let outcome = try batch.run()
        #expect(outcome.status == 0 && outcome.errors == "3 done, 0 kept from an earlier run, 0 failed\n", "\(outcome.errors)")
        #expect(try batch.names() == ["a.nii.gz", "b-000.nii.gz", "metakd-ledger.sqlite", "sub-01_ses-2.nii.gz"])
        let alone = batch.bench.scratch.file("out/a.nii.gz")
        try batch.bench.segment(images: ["--flair", batch.input + "/HGG/a/a_flair.nii", "--t1", batch.input + "/HGG/a/a_t1.nii"], output: alone)
        #expect(try batch.masks()["a.nii.gz"] == Data(contentsOf: URL(fileURLWithPath: alone)))
        let entries = try batch.entries()
        #expect(entries.map(\.name) == ["a", "b-000", "sub-01_ses-2"] && entries.map(\.subset) == ["flair+t1", "t1c", "t2"])
        #expect(entries.allSatisfy { $0.status == .done && $0.message == nil && $0.seconds! > 0 && $0.program == programVersion })
        let labels = try NIfTIReader.read(alone).voxels
        #expect(entries[0].wtMm3 == Double(labels.count { $0 > 0 }) * 3)
        #expect(entries[0].options == "label-scheme=2021,precision=fp32" && entries[0].model.count == 64)
        #expect(entries[0].inputs.wholeMatch(of: /flair:[0-9a-f]{64},t1:[0-9a-f]{64}/) != nil)
    }

    @Test func aBadCaseDoesNotStopTheRest() throws {
        batch.putThree()
        batch.bench.scratch.put([1, 2, 3], "cases/0/0_t1.nii")
        batch.put("t1", "twin/twin_t1.nii")
        batch.put("t1", "LGG/twin/twin_t1.nii")
        batch.bench.scratch.put([0], "cases/none/none_seg.nii")
        batch.bench.scratch.put([0], "cases/moved/moved_seg.nii")
        try FileManager.default.createSymbolicLink(atPath: batch.input + "/moved/moved_t1.nii", withDestinationPath: "/no/longer.nii")
        let outcome = try Program.infer.run(["batch", batch.input + "/", "-o", batch.output, "--model", batch.bench.model, "--quiet"])
        #expect(outcome.status == 2 && outcome.errorLines.count == 4, "\(outcome.errors)")
        for text in ["0: cannot read", "moved: cannot read \(batch.input)/moved/moved_t1.nii: no such file", "none: no image in", "twin: two cases are named twin"] { #expect(outcome.errors.contains("metakd-infer: \(text)")) }
        #expect(try batch.masks().keys.sorted() == ["a.nii.gz", "b-000.nii.gz", "sub-01_ses-2.nii.gz"])
        let failed = try batch.entries().filter { $0.status == .failed }
        #expect(failed.map(\.name) == ["0", "moved", "none", "twin"])
        #expect(failed.allSatisfy { $0.message?.contains(batch.bench.folder) == false && $0.message?.isEmpty == false })
    }

    /// As root, the program runs without the right to pass permissions over.
    @Test func aFolderThatMayNotBeListedIsNamed() throws {
        batch.putThree()
        let locked = batch.input + "/HGG"
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: locked) }
        let line = batch.arguments([]).map { "'\($0)'" }.joined(separator: " ")
        let rights = "-dac_override,-dac_read_search"
        let outcome = try Program.infer.shell("""
            [ "$(id -u)" = 0 ] || exec "$PROGRAM" \(line)
            exec setpriv --bounding-set=\(rights) --inh-caps=\(rights) "$PROGRAM" \(line)
            """)
        #expect(outcome.status == 2 && outcome.errors.contains("HGG: cannot read"), "\(outcome.errors)")
        #expect(outcome.errors.contains("2 done, 0 kept from an earlier run, 1 failed"))
        #expect(try batch.masks().keys.sorted() == ["b-000.nii.gz", "sub-01_ses-2.nii.gz"])
    }

    @Test func aMemoryLimitLeavesTheMasksAsTheyAreOrRefuses() throws {
        batch.putThree()
        #expect(try batch.run().status == 0)
        let masks = try batch.masks()
        #expect(try batch.run("--limit-memory", "4", "--force").errors.hasPrefix("3 done"))
        #expect(try batch.masks() == masks)
        let small = try batch.run("--limit-memory", "0.001", "--force")
        #expect(small.status == 2 && small.errorLines.count == 4 && small.errors.contains("a: segmenting takes 0."), "\(small.errors)")
        #expect(small.errors.contains("the limit is 0.01"))
        #expect(try batch.run("--limit-memory", "0").status == 64)
    }

    @Test func shardsShareTheCases() throws {
        batch.putThree()
        #expect(try batch.run("--shard", "1/2").errors.hasPrefix("2 done"))
        #expect(try batch.names() == ["a.nii.gz", "metakd-ledger-1-of-2.sqlite", "sub-01_ses-2.nii.gz"])
        #expect(try batch.run("--shard", "2/2").errors.hasPrefix("1 done"))
        #expect(try batch.masks().count == 3)
    }

    @Test func progressIsShownOnATerminal() throws {
        batch.putThree()
        let shown = try Program.infer.runOnTerminal(batch.arguments([])).errors
        #expect(shown.contains("1 done, 0 failed, 2 left, about ") && shown.contains("3 done, 0 failed, 0 left"))
    }

    @Test(arguments: ["0/2", "3/2", "1", "a/b", "1/2/3"]) func aShardThatIsNone(text: String) throws {
        let outcome = try batch.run("--shard", text)
        #expect(outcome.status == 64 && outcome.errors.contains(text))
    }

    @Test func whatCannotEndWellIsRefused() throws {
        #expect(try batch.run().status == 66)
        batch.putThree()
        let inside = try batch.run(output: batch.input + "/x/../new")
        #expect(inside.status == 64 && inside.errors.contains("lies in the input directory"))
        batch.bench.scratch.put([7], "masks/a.nii.gz")
        let exists = try batch.run()
        #expect(exists.status == 2 && exists.errors.contains("a.nii.gz exists") && exists.errors.contains("2 done"))
        #expect(batch.bench.scratch.bytes("masks/a.nii.gz") == [7])
        // Nor does a resumed batch replace what is not its own.
        #expect(try batch.run("--resume").status == 2)
        #expect(batch.bench.scratch.bytes("masks/a.nii.gz") == [7])
        #expect(try batch.run("--force").errors.hasPrefix("3 done"))
    }
}
