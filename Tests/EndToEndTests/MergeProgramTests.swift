import Files
import Foundation
import TestSupport
import Testing
import Workflow

/// Batches in parts, and what puts them together.
@Suite struct MergeProgramTests {
    let batch: BatchBench

    init() throws { batch = try BatchBench() }

    private func merge() throws -> Program.Outcome { try Program.infer.run("merge", batch.output) }

    private func entries(_ name: String) throws -> [LedgerEntry] { try Ledger("\(batch.output)/\(name)").entries() }

    @Test func ledgersOfAllShardsBecomeOneThatABatchGoesOnWith() throws {
        batch.putThree()
        #expect(try merge().status == 66)
        #expect(try batch.run("--shard", "1/2").status == 0)
        let early = try merge()
        #expect(early.status == 66 && early.errors.contains("no ledger of shard 2/2") && early.errors.contains("--resume --shard"))
        #expect(try batch.run("--shard", "2/2").status == 0)
        let outcome = try merge()
        #expect(outcome.status == 0 && outcome.errors == "3 done, 0 failed, 0 unfinished\n", "\(outcome.errors)")
        let whole = batch.bench.scratch.file("whole")
        #expect(try batch.run(output: whole).status == 0)
        #expect(try entries("metakd-ledger.sqlite").map(\.recipe) == Ledger(whole + "/metakd-ledger.sqlite").entries().map(\.recipe))
        #expect(try batch.masks() == batch.masks(whole))
        #expect(try batch.run("--resume").errors.hasPrefix("0 done, 3 kept"))
        #expect(try merge().status == 0)
    }

    @Test func whatFailedIsNamedUntilItIsDone() throws {
        batch.putThree()
        batch.bench.scratch.put([1], "cases/c/c_t1.nii")
        for shard in ["1/2", "2/2"] { _ = try batch.run("--shard", shard) }
        let outcome = try merge()
        #expect(outcome.status == 2 && outcome.errors.contains("c: cannot read") && outcome.errors.contains("3 done, 1 failed, 0 unfinished"))
        // Resubmitted as a shard.
        batch.put("t1", "c/c_t1.nii")
        for (shard, text) in [("1/2", "1 done, 1 kept"), ("2/2", "0 done, 2 kept")] { #expect(try batch.run("--resume", "--shard", shard).errors.hasPrefix(text)) }
        #expect(try merge().errors == "4 done, 0 failed, 0 unfinished\n")
    }

    @Test func whatIsDoneByTheWholeIsNotUndoneByAnOldShard() throws {
        batch.putThree()
        batch.bench.scratch.put([1], "cases/c/c_t1.nii")
        #expect(try batch.run("--shard", "1/1").status == 2)
        #expect(try merge().status == 2)
        batch.put("t1", "c/c_t1.nii")
        #expect(try batch.run("--resume").errors.hasPrefix("1 done, 3 kept"))
        #expect(try merge().errors == "4 done, 0 failed, 0 unfinished\n")
    }

    @Test func shardsOfTwoDivisionsThatDisagree() throws {
        batch.putThree()
        #expect(try batch.run("--shard", "1/1").status == 0)
        for name in ["a.nii.gz", "sub-01_ses-2.nii.gz"] { try FileManager.default.removeItem(atPath: "\(batch.output)/\(name)") }
        #expect(try batch.run("--shard", "1/2", "--label-scheme", "2023").status == 0)
        let outcome = try merge()
        #expect(outcome.status == 65 && outcome.errors.contains("was done twice") && outcome.errors.contains("1-of-2"), "\(outcome.errors)")
        #expect(try batch.names().contains("metakd-ledger.sqlite") == false)
    }

    @Test func twoBatchesInOneDirectory() throws {
        batch.putThree()
        try FileManager.default.createDirectory(atPath: batch.output, withIntermediateDirectories: true)
        do {
            let other = try FileLock(batch.output + "/.metakd-batch.lock", .exclusive)
            for arguments in [[], ["--shard", "1/2"], ["--resume"], ["--force"]] {
                let outcome = try Program.infer.run(batch.arguments(arguments))
                #expect(outcome.status == 73 && outcome.errors.contains("another batch is writing into"), "\(outcome.errors)")
            }
            withExtendedLifetime(other) {}
        }
        do {
            let others = (try FileLock(batch.output + "/.metakd-batch.lock", .shared), try FileLock(batch.output + "/.metakd-batch-1-of-2.lock", .exclusive))
            #expect(try batch.run().status == 73)
            #expect(try batch.run("--shard", "1/2").status == 73)
            #expect(try batch.run("--shard", "2/2").status == 0)
            withExtendedLifetime(others) {}
        }
        #expect(try batch.names() == ["b-000.nii.gz", "metakd-ledger-2-of-2.sqlite"])
    }

    @Test func scoresOfShardsBecomeOneTable() throws {
        func put(_ labels: [Double], _ name: String) { batch.bench.scratch.put(NIfTIFixture(values: labels + [Double](repeating: 0, count: 24 - labels.count)).single, name) }
        for (name, labels) in [("a", [1.0, 2]), ("b", [4, 0, 1]), ("c", [2, 2])] {
            put(labels, "p/\(name).nii")
            put([1, 2, 4], "t/\(name).nii")
        }
        func file(_ name: String) -> String { batch.bench.scratch.file(name) }
        func evaluate(_ more: String..., to name: String) throws -> Int32 { try Program.infer.run(["evaluate", file("p"), file("t"), "-o", file(name)] + more).status }
        #expect(try evaluate(to: "all.csv") == 0)
        for shard in 1...2 { #expect(try evaluate("--shard", "\(shard)/2", to: "\(shard).csv") == 0) }
        let outcome = try Program.infer.run("merge", file("2.csv"), file("1.csv"), "-o", file("merged.csv"))
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
        #expect(batch.bench.scratch.bytes("merged.csv") == batch.bench.scratch.bytes("all.csv"))
        #expect(try Program.infer.run("merge", file("1.csv"), "-o", file("merged.csv")).status == 73)
        #expect(try Program.infer.run("merge", file("1.csv")).status == 64)
        batch.bench.scratch.put(Array("x,y\n".utf8), "x.csv")
        let wrong = try Program.infer.run("merge", file("1.csv"), file("x.csv"), "-o", file("n.csv"))
        #expect(wrong.status == 65 && wrong.errors.contains("x.csv cannot be merged") && !batch.bench.scratch.names.contains("n.csv"))
    }
}
