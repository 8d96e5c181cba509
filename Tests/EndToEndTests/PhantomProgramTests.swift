import Foundation
import TestSupport
import Testing

/// `metakd-train phantom`.
@Suite struct PhantomProgramTests {
    let scratch = Scratch()

    private func make(_ folder: String, _ more: String...) throws -> Program.Outcome {
        try Program.train.run(["phantom", "-o", scratch.file(folder), "--cases", "2", "--size", "16x18x20"] + more)
    }

    private func contents(_ folder: String) throws -> [String: [UInt8]] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: scratch.file(folder)).filter { $0.hasSuffix(".nii.gz") }
        return Dictionary(uniqueKeysWithValues: names.map { ($0, scratch.bytes("\(folder)/\($0)")) })
    }

    @Test func theSameSeedGivesTheSameBytes() throws {
        for (folder, seed) in [("a", "5"), ("b", "5"), ("c", "6")] {
            let outcome = try make(folder, "--seed", seed)
            #expect(outcome.status == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
        }
        let a = try contents("a")
        #expect(a.keys.sorted() == ["Phantom_00001", "Phantom_00002"].flatMap { name in ["flair", "seg", "t1", "t1ce", "t2"].map { "\(name)/\(name)_\($0).nii.gz" } })
        #expect(try contents("b") == a)
        #expect(Set(a.values).count == 10)
        #expect(try contents("c").filter { a[$0.key] == $0.value }.isEmpty)
    }

    @Test func whatExistsIsReplacedOnlyIfAskedTo() throws {
        scratch.put([1], "a/Phantom_00001/Phantom_00001_t2.nii.gz")
        let before = try contents("a")
        let outcome = try make("a")
        #expect(outcome.status == 73 && outcome.errors.contains("Phantom_00001_t2.nii.gz exists") && outcome.errors.contains("--force"))
        #expect(try contents("a") == before)
        #expect(try make("a", "--force").status == 0)
        #expect(try contents("a").values.allSatisfy { $0.count > 100 })
    }

    @Test func wrongUseIsRefused() throws {
        let file = scratch.put([1], "file")
        for (arguments, status, says) in [
            (["-o", scratch.file("a"), "--cases", "0"], 64, "--cases is 0"), (["-o", scratch.file("a"), "--size", "15x16x16"], 64, "--size is 15×16×16"),
            (["-o", scratch.file("a"), "--size", "16"], 64, "--size"), (["-o", scratch.file("a"), "--size", "16x16x513"], 64, "expected 16 to 512"),
            (["--cases", "1"], 64, "--output"), (["-o", ""], 64, "--output is empty"), (["-o", file, "--cases", "1", "--size", "16x16x16"], 73, file),
        ] as [([String], Int32, String)] {
            let outcome = try Program.train.run(["phantom"] + arguments)
            #expect(outcome.status == status && outcome.errorLines.count == 1 && outcome.errors.contains(says), "\(outcome.errors)")
        }
        #expect(scratch.names == ["file"])
    }
}
