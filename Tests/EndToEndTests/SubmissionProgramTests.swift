import Foundation
import TestSupport
import Testing

/// metakd-infer preflight, and the archive that batch writes.
@Suite struct SubmissionProgramTests {
    let scratch = Scratch()

    /// A mask of 240×240×155 voxels with the qform of the challenge.
    private func put(_ name: String, label: Double = 2, flipped: Double = 1, size: [Int] = [240, 240, 155]) {
        var values = [Double](repeating: 0, count: size.reduce(1, *))
        values[1000] = label
        // A half turn about the third axis: x and y run backwards.
        let fixture = NIfTIFixture(dim: [3] + size + [1, 1, 1, 1], datatype: 2, values: values, pixdim: [1, 1, 1, 1, 1, 1, 1, 1], qformCode: 1,
                                   quaternion: [0, 0, flipped], offset: [0, 239, 0], sformCode: 0)
        scratch.put(Gzip.stored(fixture.single), name)
    }

    private func preflight(_ more: String..., path: String = "m") throws -> Program.Outcome {
        try Program.infer.run(["preflight", scratch.file(path)] + more)
    }

    @Test func whatTheEvaluatorOf2023Takes() throws {
        put("m/BraTS-GLI-00001-000.nii.gz")
        for name in [".hidden", "metakd-ledger.sqlite", "metakd-ledger.sqlite-wal", "metakd-ledger-1-of-2.sqlite"] { scratch.put([1], "m/" + name) }
        let outcome = try preflight()
        #expect(outcome.status == 0 && outcome.output == "1 masks fit the rules of 2023\n", "\(outcome.errors)")
        // Nothing is wrong in 2021 but the name, which has to end in five digits.
        #expect(try preflight("--year", "2021").errors.contains("five digits"))
        #expect(try preflight("--year", "2024").errors.contains("expected 182×218×182"))
    }

    @Test func everyFaultIsNamed() throws {
        put("m/BraTS-GLI-00001-000.nii.gz", label: 4)
        put("m/copy-00001-000.nii.gz", flipped: 0)
        put("m/BraTS-GLI-00002-000.nii.gz", size: [24, 24, 155])
        scratch.put([1, 2], "m/BraTS-GLI-00003-000.nii.gz")
        scratch.put([1], "m/scores.csv")
        let outcome = try preflight()
        #expect(outcome.status == 2 && outcome.errorLines.count == 6, "\(outcome.errors)")
        for text in ["label 4, expected 0, 1, 2, 3", "is for the same case", "qform", "24×24×155 voxels", "00003-000.nii.gz: cannot read", "scores.csv: no mask"] {
            #expect(outcome.errors.contains(text), "\(text)")
        }
    }

    @Test func anArchiveThatEndsEarly() throws {
        scratch.put(Array("PK\u{3}\u{4} and no more than that".utf8), "m.zip")
        let outcome = try preflight(path: "m.zip")
        #expect(outcome.status == 65 && outcome.errors.contains("m.zip") && outcome.errors.contains("ends early"))
    }

    @Test func aBatchWritesAnArchiveThatPasses() throws {
        let batch = try BatchBench()
        batch.putThree()
        let zip = batch.bench.scratch.file("s.zip")
        #expect(try batch.run("--submission", zip, "--quiet").status == 0)
        let outcome = try Program.infer.run("preflight", zip, "--year", "2020", "--cases", batch.input)
        #expect(outcome.status == 0 && outcome.output.hasPrefix("3 masks"), "\(outcome.errors)")
        let listing = try Program.infer.shell("python3 -m zipfile -t \(zip) && python3 -m zipfile -l \(zip)").output
        #expect(listing.contains("a.nii.gz") && listing.contains("sub-01_ses-2.nii.gz") && !listing.contains("ledger"))
        // A damaged copy of it is found out.
        var bytes = batch.bench.scratch.bytes("s.zip")
        bytes[60] ^= 0xFF
        batch.bench.scratch.put(bytes, "t.zip")
        #expect(try Program.infer.run("preflight", batch.bench.scratch.file("t.zip"), "--year", "2020").errors.contains("is damaged"))
    }

    @Test func aBatchOfOtherNamesIsNoSubmissionOf2023() throws {
        let batch = try BatchBench()
        batch.put("t1", "a/a_t1.nii")
        let outcome = try batch.run("--submission", batch.bench.scratch.file("s.zip"), "--label-scheme", "2023")
        #expect(outcome.status == 2 && outcome.errors.contains("NNNNN-NNN.nii.gz"))
        #expect(!batch.bench.scratch.names.contains("s.zip"))
    }
}
